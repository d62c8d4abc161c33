import { Button, Modal, Select, Text, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../api/hooks.ts'
import { useVendor } from '../api/me.ts'
import { Form } from '../ui/Form.tsx'
import { LanguageSelect } from '../ui/LanguageSelect.tsx'
import { tk } from '../ui/message-key.ts'
import { useProblemForm } from '../ui/use-problem-form.ts'
import { type StaffRole, useRoles } from './roles.ts'

type Props = { opened: boolean; onClose: () => void }

/** Invites somebody to the staff by e-mail. */
export function InviteDialog({ opened, onClose }: Props) {
  const { t } = useTranslation('vendor')
  return (
    <Modal opened={opened} onClose={onClose} title={t('invite.title')}>
      <InviteForm onClose={onClose} />
    </Modal>
  )
}

function InviteForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('vendor')
  const { languages, defaultLanguage } = useVendor()
  const roles = useRoles()
  const invite = useWrite('post', '/api/v1/vendor/staff-invitations', { ok: t('invite.sent'), quiet: true })
  const form = useProblemForm({
    initialValues: { email: '', role: 'support_agent' as StaffRole, language: defaultLanguage },
    validate: { email: (value) => (/.@./.test(value) ? null : t('person.emailWrong')) },
    submit: async (body) => {
      await invite.mutateAsync({ body })
      onClose()
    },
  })
  return (
    <Form
      form={form}
      submit={t('invite.submit')}
      secondary={
        <Button variant="default" onClick={onClose}>
          {t('ui:cancel')}
        </Button>
      }
    >
      <TextInput label={t('person.email')} type="email" required data-autofocus {...form.field('email')} />
      <Select label={t('staff.role')} data={roles} {...form.field('role')} />
      <Text size="sm" c="dimmed">
        {t(tk('roleText.', form.values.role))}
      </Text>
      <LanguageSelect label={t('invite.language')} languages={languages} {...form.field('language')} />
    </Form>
  )
}
