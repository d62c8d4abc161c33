import { Alert, Drawer, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { AlertsOf } from '../alerts/AlertsOf.tsx'
import { useRead } from '../api/hooks.ts'
import { usePartnerId } from '../app/place.ts'
import { Facts } from '../customers/Facts.tsx'
import { LinkButton } from '../ui/links.tsx'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { StateBadge } from '../ui/StateBadge.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { CoverageChain } from './DeviceSections.tsx'
import { coverageTones, type DeviceDetail } from './inventory.ts'

type Props = { device: { deviceId: string; name: string } | null; close: () => void }

/** Beside a list, what matters most of one of its devices: coverage and why, alerts, main facts; and the way to its page. */
export function DevicePanel({ device, close }: Props) {
  return (
    <Drawer opened={device !== null} onClose={close} position="right" size="lg" title={device?.name ?? ''}>
      {device && <Read deviceId={device.deviceId} />}
    </Drawer>
  )
}

function Read({ deviceId }: { deviceId: string }) {
  const partnerId = usePartnerId()
  const path = { partnerId, deviceId }
  const found = useRead('/api/v1/partners/{partnerId}/devices/{deviceId}', { params: { path } })
  if (found.error) return <ErrorState error={found.error} retry={() => void found.refetch()} />
  return found.data ? <Shown device={found.data} partnerId={partnerId} /> : <LoadingState />
}

const facts = [
  'address',
  'vendor',
  'serial',
  'productId',
  'productFamily',
  'softwareType',
  'softwareVersion',
  'location',
  'site',
] as const

function Shown({ device, partnerId }: { device: DeviceDetail; partnerId: string }) {
  const { t } = useTranslation('inventory')
  return (
    <Stack gap="md">
      <div>
        <StateBadge tone={coverageTones[device.coverage]}>{t(tk('coverage.', device.coverage))}</StateBadge>
      </div>
      {device.goneAt && (
        <Alert color="orange" title={t('device.gone')}>
          {t('device.goneText')}
        </Alert>
      )}
      <Facts
        rows={[
          [t('fact.customer'), device.customerName],
          [t('fact.inventory'), device.inventoryName],
          ...facts
            .filter((field) => device[field])
            .map((field): [string, ReactNode] => [t(tk('fact.', field)), device[field]]),
          [t('fact.seenAt'), <Moment key="seen" at={device.seenAt} show="dateTime" />],
        ]}
      />
      <CoverageChain device={device} partnerId={partnerId} />
      <AlertsOf subjectId={device.deviceId} />
      <LinkButton href={`/partner/${partnerId}/inventory/${device.deviceId}`}>{t('device.open')}</LinkButton>
    </Stack>
  )
}
