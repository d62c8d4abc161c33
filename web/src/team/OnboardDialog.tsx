import { Button, Modal, SimpleGrid, Textarea, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../api/hooks.ts'
import { useVendor } from '../api/me.ts'
import { Form } from '../ui/Form.tsx'
import { LanguageSelect } from '../ui/LanguageSelect.tsx'
import { useProblemForm } from '../ui/use-problem-form.ts'

/** The vendor invites a partner's super administrator by e-mail. */
export function OnboardDialog({ of, onClose }: { of: { partnerId: string; name: string }; onClose: () => void }) {
  const { t } = useTranslation('team')
  return (
    <Modal opened onClose={onClose} title={t('onboarding.inviteTitle', { partner: of.name })}>
      <OnboardForm partnerId={of.partnerId} onClose={onClose} />
    </Modal>
  )
}

function OnboardForm({ partnerId, onClose }: { partnerId: string; onClose: () => void }) {
  const { t } = useTranslation('team')
  const { languages, defaultLanguage } = useVendor()
  const invite = useWrite('post', '/api/v1/vendor/partners/{partnerId}/onboarding', {
    ok: t('invitations.sent'),
    quiet: true,
  })
  const form = useProblemForm({
    initialValues: { email: '', firstName: '', lastName: '', language: defaultLanguage, reason: '', note: '' },
    validate: {
      email: (value) => (/.@./.test(value) ? null : t('form.emailWrong')),
      reason: (value) => (value.trim().length > 2 ? null : t('form.reasonMissing')),
    },
    submit: async (body) => {
      await invite.mutateAsync({ params: { path: { partnerId } }, body })
      onClose()
    },
  })
  return (
    <Form
      form={form}
      submit={t('onboarding.send')}
      secondary={
        <Button variant="default" onClick={onClose}>
          {t('ui:cancel')}
        </Button>
      }
    >
      <TextInput label={t('column.email')} type="email" required data-autofocus {...form.field('email')} />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput label={t('form.firstName')} {...form.field('firstName')} />
        <TextInput label={t('form.lastName')} {...form.field('lastName')} />
      </SimpleGrid>
      <LanguageSelect label={t('form.language')} languages={languages} {...form.field('language')} />
      <TextInput label={t('form.reason')} description={t('form.reasonText')} required {...form.field('reason')} />
      <Textarea
        label={t('form.note')}
        description={t('form.noteText')}
        autosize
        minRows={2}
        maxLength={500}
        {...form.field('note')}
      />
    </Form>
  )
}
