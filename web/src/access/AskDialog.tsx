import { Modal, Text, Textarea } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../api/hooks.ts'
import { Form } from '../ui/Form.tsx'
import { useProblemForm } from '../ui/use-problem-form.ts'
import { useTextIn } from './chain-text.ts'
import type { MyAccess, MyEntitlement } from './SponsoredAccess.tsx'

type Props = { access: MyAccess; entitlement: MyEntitlement | null; onClose: () => void }

/** Asks the partner for an entitlement that the sponsorship does not include. */
export function AskDialog({ access, entitlement, onClose }: Props) {
  const { t } = useTranslation('access')
  return (
    <Modal opened={entitlement !== null} onClose={onClose} title={t('ask.title', { partner: access.partnerName })}>
      {entitlement && <AskForm access={access} entitlement={entitlement} onClose={onClose} />}
    </Modal>
  )
}

function AskForm({ access, entitlement, onClose }: Props & { entitlement: MyEntitlement }) {
  const { t } = useTranslation('access')
  const textIn = useTextIn()
  const ask = useWrite('post', '/api/v1/access/{registrationId}/requests', { ok: t('ask.done'), quiet: true })
  const beyond = entitlement.missing.some(({ link }) => link === 'under_ceiling')
  const form = useProblemForm({
    initialValues: { note: '' },
    submit: async ({ note }) => {
      await ask.mutateAsync({
        params: { path: { registrationId: access.registrationId } },
        body: { entitlementId: entitlement.entitlementId, note },
      })
      onClose()
    },
  })
  return (
    <Form form={form} submit={t('ask.send')}>
      <div>
        <Text fw={500}>{textIn(entitlement.names, entitlement.entitlementId)}</Text>
        <Text size="sm" c="dimmed">
          {textIn(entitlement.descriptions, '')}
        </Text>
      </div>
      {beyond && <Text size="sm">{t('ask.beyond', { partner: access.partnerName })}</Text>}
      <Textarea
        label={t('ask.note')}
        description={t('ask.noteText')}
        autosize
        minRows={3}
        maxLength={1000}
        data-autofocus
        {...form.field('note')}
      />
    </Form>
  )
}
