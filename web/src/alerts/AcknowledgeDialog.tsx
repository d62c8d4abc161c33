import { Button, Group, List, Modal, Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../api/hooks.ts'
import { usePartnerId } from '../app/place.ts'
import { tk } from '../ui/message-key.ts'
import type { Alert } from './alert.ts'

type Props = { alerts: Alert[] | null; onClose: () => void; onDone?: () => void }

/** Says of alerts that somebody knows of them, with a note for whoever looks next. */
export function AcknowledgeDialog({ alerts, onClose, onDone }: Props) {
  const { t } = useTranslation('alerts')
  return (
    <Modal opened={alerts !== null} onClose={onClose} title={t('acknowledge.title', { count: alerts?.length ?? 0 })}>
      {alerts && <Body alerts={alerts} onClose={onClose} onDone={onDone} />}
    </Modal>
  )
}

function Body({ alerts, onClose, onDone }: { alerts: Alert[]; onClose: () => void; onDone: Props['onDone'] }) {
  const { t } = useTranslation('alerts')
  const partnerId = usePartnerId()
  const [note, setNote] = useState('')
  const write = useWrite('post', '/api/v1/partners/{partnerId}/alerts/acknowledge', { ok: t('acknowledge.done') })
  const send = async () => {
    await write.mutateAsync({
      params: { path: { partnerId } },
      body: { alertIds: alerts.map(({ alertId }) => alertId), note: note.trim() },
    })
    onClose()
    onDone?.()
  }
  return (
    <Stack gap="sm">
      <Text size="sm">{t('acknowledge.text')}</Text>
      <List size="sm">
        {alerts.slice(0, 5).map((alert) => (
          <List.Item key={alert.alertId}>
            {[alert.customerName, alert.subjectName, alert.serial, t(tk('kind.', alert.kind))]
              .filter((one, index, all) => one && all.indexOf(one) === index)
              .join(' · ')}
          </List.Item>
        ))}
        {alerts.length > 5 && <List.Item>{t('acknowledge.more', { count: alerts.length - 5 })}</List.Item>}
      </List>
      <Textarea
        label={t('acknowledge.note')}
        description={t('acknowledge.noteText')}
        maxLength={1000}
        autosize
        minRows={2}
        data-autofocus
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('ui:cancel')}
        </Button>
        <Button loading={write.isPending} onClick={() => void send().catch(() => undefined)}>
          {t('acknowledge.act')}
        </Button>
      </Group>
    </Stack>
  )
}
