import { Alert, Button, Code, Group, Modal, Stack, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../api/hooks.ts'
import { usePartnerId } from '../app/place.ts'
import { useFormat } from '../ui/format.ts'
import type { Collector } from './collector.ts'
import { saveText } from './save-text.ts'

type Props = { collector: Collector | null; onClose: () => void }

/** Downloads a licence file, after saying what it does to the machine that is enrolled and to files before it. */
export function LicenceDialog({ collector, onClose }: Props) {
  const { t } = useTranslation('collectors')
  return (
    <Modal
      opened={collector !== null}
      onClose={onClose}
      title={t('licence.title', { name: collector?.name ?? '' })}
      size="md"
    >
      {collector && <Body collector={collector} onClose={onClose} />}
    </Modal>
  )
}

function Body({ collector, onClose }: { collector: Collector; onClose: () => void }) {
  const { t } = useTranslation('collectors')
  const format = useFormat()
  const partnerId = usePartnerId()
  const make = useWrite('post', '/api/v1/partners/{partnerId}/collectors/{collectorId}/licence')
  const params = { path: { partnerId, collectorId: collector.collectorId } }
  const download = async () => {
    const made = await make.mutateAsync({ params })
    saveText(made.fileName, made.licence)
  }
  return (
    <Stack gap="md">
      {make.data ? (
        <>
          <Text size="sm" role="status">
            {t('licence.done', { file: make.data.fileName, until: format.date(make.data.expiresAt) })}
          </Text>
          <Code block tabIndex={0}>{`partnergate-collector init ${make.data.fileName}`}</Code>
        </>
      ) : (
        <>
          <Text size="sm">{t('licence.text')}</Text>
          {collector.licenceExpiresAt && <Alert color="orange">{t('licence.replaces')}</Alert>}
          {collector.fileOpenUntil && <Alert color="orange">{t('licence.supersedes')}</Alert>}
        </>
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {make.data ? t('ui:close') : t('ui:cancel')}
        </Button>
        {!make.data && (
          <Button
            leftSection={<IconDownload size={16} aria-hidden />}
            loading={make.isPending}
            onClick={() => void download().catch(() => {})}
          >
            {t('licence.act')}
          </Button>
        )}
      </Group>
    </Stack>
  )
}
