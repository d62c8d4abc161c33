import { Alert, Button, Code, Group, Modal, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../api/hooks.ts'
import { usePartnerId } from '../app/place.ts'
import { CopyButton } from '../ui/CopyButton.tsx'
import type { Collector } from './collector.ts'

type Props = { collector: Collector | null; onClose: () => void }

/**
 * Makes an address for agents, after saying what becomes of the one before it, and shows once what goes into their agent.cfg: no key
 * pressed by chance takes that away.
 */
export function AddressDialog({ collector, onClose }: Props) {
  const { t } = useTranslation('collectors')
  const [isShown, setShown] = useState(false)
  const close = () => {
    setShown(false)
    onClose()
  }
  return (
    <Modal
      opened={collector !== null}
      onClose={close}
      closeOnClickOutside={false}
      closeOnEscape={!isShown}
      title={t('address.title', { name: collector?.name ?? '' })}
      size="lg"
    >
      {collector && <Body collector={collector} onClose={close} onShown={() => setShown(true)} />}
    </Modal>
  )
}

type BodyProps = { collector: Collector; onClose: () => void; onShown: () => void }

function Body({ collector, onClose, onShown }: BodyProps) {
  const { t } = useTranslation('collectors')
  const partnerId = usePartnerId()
  const make = useWrite('post', '/api/v1/partners/{partnerId}/collectors/{collectorId}/address')
  const params = { path: { partnerId, collectorId: collector.collectorId } }
  const lines = make.data ? `server = ${make.data.address}\nno-task = collect,deploy,esx,wakeonlan` : ''
  return (
    <Stack gap="md">
      {make.data ? (
        <>
          <Alert color="orange" role="status">
            {t('address.once')}
          </Alert>
          <Text size="sm">{t('address.lines')}</Text>
          <Code block tabIndex={0}>
            {lines}
          </Code>
          <Text size="sm" c="dimmed">
            {t('address.network')}
          </Text>
        </>
      ) : (
        <>
          <Text size="sm">{t('address.text')}</Text>
          {collector.addressMadeAt && <Alert color="orange">{t('address.replaces')}</Alert>}
        </>
      )}
      <Group justify="flex-end" gap="xs">
        {make.data && <CopyButton value={lines} />}
        <Button variant="default" onClick={onClose}>
          {make.data ? t('ui:close') : t('ui:cancel')}
        </Button>
        {!make.data && (
          <Button loading={make.isPending} onClick={() => void make.mutateAsync({ params }).then(onShown, () => {})}>
            {t('address.make')}
          </Button>
        )}
      </Group>
    </Stack>
  )
}
