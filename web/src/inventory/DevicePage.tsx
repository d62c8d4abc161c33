import { Alert, Grid, Stack, Table, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { AlertsOf } from '../alerts/AlertsOf.tsx'
import { useRead } from '../api/hooks.ts'
import { usePartnerId, usePathParam } from '../app/place.ts'
import { Facts } from '../customers/Facts.tsx'
import { PageLink } from '../ui/links.tsx'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { ChangeList } from './ChangeList.tsx'
import { CoverageChain, Section } from './DeviceSections.tsx'
import { deviceFields } from './fields.ts'
import { coverageTones, type DeviceDetail } from './inventory.ts'

/** One device: what it is, what it is made of, what covers it, and what collections saw of it over time. */
export default function DevicePage() {
  const partnerId = usePartnerId()
  const path = { partnerId, deviceId: usePathParam('deviceId') }
  const found = useRead('/api/v1/partners/{partnerId}/devices/{deviceId}', { params: { path } })
  if (found.error) return <ErrorState error={found.error} retry={() => void found.refetch()} />
  return found.data ? <Shown device={found.data} partnerId={partnerId} /> : <LoadingState />
}

type Props = { device: DeviceDetail; partnerId: string }

function Shown({ device, partnerId }: Props) {
  const { t } = useTranslation('inventory')
  const { attributes } = device
  return (
    <>
      <PageHeader
        title={device.hostname || device.address || device.serial}
        aside={<StateBadge tone={coverageTones[device.coverage]}>{t(tk('coverage.', device.coverage))}</StateBadge>}
        text={
          <>
            <PageLink size="sm" href={`/partner/${partnerId}/inventory`}>
              {t('devices.title')}
            </PageLink>
            {' · '}
            {device.customerName} · {device.inventoryName}
          </>
        }
      />
      <Stack gap="md">
        {device.goneAt && (
          <Alert color="orange" title={t('device.gone')}>
            {t('device.goneText')}
          </Alert>
        )}
        {device.productDiffers && <Alert color="orange">{t('device.productDiffers')}</Alert>}
        <Grid gap="md">
          <Grid.Col span={{ base: 12, md: 5 }}>
            <Section title={t('device.facts')}>
              <Facts
                rows={[
                  ...deviceFields
                    .filter((field) => attributes[field])
                    .map((field): [string, ReactNode] => [t(tk('fact.', field)), attributes[field]]),
                  [t('fact.firstSeenAt'), <Moment key="first" at={device.firstSeenAt} show="dateTime" />],
                  [t('fact.seenAt'), <Moment key="seen" at={device.seenAt} show="dateTime" />],
                ]}
              />
            </Section>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 7 }}>
            <Stack gap="md">
              <AlertsOf subjectId={device.deviceId} />
              <CoverageChain device={device} partnerId={partnerId} />
              <StackMembers device={device} partnerId={partnerId} />
              <Components device={device} />
              <History device={device} partnerId={partnerId} />
            </Stack>
          </Grid.Col>
        </Grid>
      </Stack>
    </>
  )
}

function StackMembers({ device, partnerId }: Props) {
  const { t } = useTranslation('inventory')
  if (!device.parentId && device.members.length === 0) return null
  return (
    <Section title={t('device.stack')}>
      {device.parentId && (
        <PageLink size="sm" href={`/partner/${partnerId}/inventory/${device.parentId}`}>
          {t('device.parent')}
        </PageLink>
      )}
      {device.members.map((member) => (
        <div key={member.deviceId}>
          <PageLink size="sm" href={`/partner/${partnerId}/inventory/${member.deviceId}`}>
            {member.serial} · {member.productId}
          </PageLink>
        </div>
      ))}
    </Section>
  )
}

/** More would make the page slow; all of them are in the list of hardware. */
const mostParts = 300

function Components({ device }: { device: DeviceDetail }) {
  const { t } = useTranslation('inventory')
  if (device.components.length === 0) return null
  return (
    <Section title={t('device.components')}>
      {/* Nothing in it takes the focus, and on a narrow screen it scrolls: so it does itself. */}
      <Table.ScrollContainer minWidth={480} type="native" tabIndex={0}>
        <Table verticalSpacing={4} aria-label={t('device.components')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('fact.kind')}</Table.Th>
              <Table.Th>{t('device.name')}</Table.Th>
              <Table.Th>{t('fact.productId')}</Table.Th>
              <Table.Th>{t('fact.serial')}</Table.Th>
              <Table.Th>{t('fact.softwareVersion')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {device.components.slice(0, mostParts).map((part) => (
              <Table.Tr key={part.no}>
                <Table.Td>{t(tk('part.', part.kind))}</Table.Td>
                <Table.Td>{part.name || part.description || '—'}</Table.Td>
                <Table.Td>{part.productId || '—'}</Table.Td>
                <Table.Td>{part.serial || '—'}</Table.Td>
                <Table.Td>{part.softwareVersion || '—'}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {device.components.length > mostParts && (
        <Text size="xs" c="dimmed">
          {t('device.moreParts', { count: device.components.length - mostParts })}
        </Text>
      )}
    </Section>
  )
}

function History({ device, partnerId }: Props) {
  const { t } = useTranslation('inventory')
  return (
    <Section title={t('device.history')}>
      <Stack gap="xs">
        {device.history.map((seen) => (
          <div key={seen.collectionId}>
            <PageLink size="sm" href={`/partner/${partnerId}/collections/${seen.collectionId}`}>
              <Moment at={seen.collectedAt} show="dateTime" /> · {seen.inventoryName}
            </PageLink>
            {seen.changes.length > 0 && <ChangeList changes={seen.changes} />}
          </div>
        ))}
      </Stack>
    </Section>
  )
}
