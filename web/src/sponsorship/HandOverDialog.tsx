import { Modal, Radio, Stack, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../api/hooks.ts'
import { Form } from '../ui/Form.tsx'
import { useProblemForm } from '../ui/use-problem-form.ts'

type Contact = { sponsorshipId: string; contactName: string | null; contactEmail: string | null }
type Props = {
  partnerId: string
  sponsorship: { sponsorshipId: string; customer: Omit<Contact, 'sponsorshipId'> }
  opened: boolean
  onClose: () => void
  /** Only while this browser still holds it, right after issuing. */
  verificationKey?: string
  onSent?: () => void
}

/** Mails the number to a named contact; the key in a message of its own, or told by telephone. */
export function HandOverDialog(props: Props) {
  const { t } = useTranslation('sponsorship')
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={t('send.title')} size="md">
      <Body {...props} />
    </Modal>
  )
}

function Body({ partnerId, sponsorship, onClose, verificationKey, onSent }: Props) {
  const { t } = useTranslation('sponsorship')
  const send = useWrite('post', '/api/v1/partners/{partnerId}/sponsorships/{sponsorshipId}/hand-over/email', {
    ok: t('send.done'),
    quiet: true,
  })
  const form = useProblemForm({
    initialValues: {
      contactName: sponsorship.customer.contactName ?? '',
      to: sponsorship.customer.contactEmail ?? '',
      key: (verificationKey ? 'separate_mail' : 'by_telephone') as 'separate_mail' | 'by_telephone' | 'already_known',
      keyTo: '',
    },
    validate: {
      contactName: (value) => (value.trim() ? null : t('send.nameMissing')),
      to: (value) => (/\S+@\S+/.test(value) ? null : t('send.addressMissing')),
    },
    submit: async ({ contactName, to, key, keyTo }) => {
      await send.mutateAsync({
        params: { path: { partnerId, sponsorshipId: sponsorship.sponsorshipId } },
        body: {
          contactName,
          to,
          key,
          ...(key === 'separate_mail' && { verificationKey, ...(keyTo.trim() && { keyTo: keyTo.trim() }) }),
        },
      })
      onSent?.()
      onClose()
    },
  })
  return (
    <Form form={form} submit={t('send.act')}>
      <TextInput label={t('send.contactName')} required maxLength={200} {...form.field('contactName')} />
      <TextInput label={t('send.to')} type="email" required maxLength={254} {...form.field('to')} />
      <Radio.Group label={t('send.key')} {...form.field('key')}>
        <Stack gap="xs" mt="xs">
          {verificationKey && <Radio value="separate_mail" label={t('send.separate')} />}
          <Radio value="by_telephone" label={t('send.telephone')} />
          <Radio value="already_known" label={t('send.known')} />
        </Stack>
      </Radio.Group>
      {form.getValues().key === 'separate_mail' && (
        <TextInput
          label={t('send.keyTo')}
          description={t('send.keyToText')}
          type="email"
          maxLength={254}
          {...form.field('keyTo')}
        />
      )}
    </Form>
  )
}
