import { Alert, Grid, Group, Stack, Text } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AlertsOf } from '../alerts/AlertsOf.tsx'
import { useRead } from '../api/hooks.ts'
import { usePartnerId, usePathParam } from '../app/place.ts'
import { ServiceBadge } from '../customers/CustomerBadges.tsx'
import { Facts } from '../customers/Facts.tsx'
import { ActButton, ActLink } from '../ui/ActButton.tsx'
import { Identifier } from '../ui/Identifier.tsx'
import { PageLink } from '../ui/links.tsx'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { AddressDialog } from './AddressDialog.tsx'
import { type Collector, collectorTones, hasAccess, isAgent, useCollectorDenials, useInterval } from './collector.ts'
import { EndDialog, type Ending } from './EndDialog.tsx'
import { LicenceDialog } from './LicenceDialog.tsx'
import { NetworkTaskSection } from './NetworkTask.tsx'
import { Section } from './Section.tsx'

/** One collector: its registration, its licence, what it did. */
export default function CollectorPage() {
  const partnerId = usePartnerId()
  const collectorId = usePathParam('collectorId')
  const params = { path: { partnerId, collectorId } }
  const collector = useRead('/api/v1/partners/{partnerId}/collectors/{collectorId}', { params })
  if (collector.error) return <ErrorState error={collector.error} retry={() => void collector.refetch()} />
  return collector.data ? <Shown collector={collector.data} /> : <LoadingState />
}

function Shown({ collector }: { collector: Collector }) {
  const { t } = useTranslation('collectors')
  const { status } = collector
  return (
    <>
      <PageHeader
        title={collector.name}
        aside={
          <>
            <StateBadge tone={collectorTones[status]}>{t(tk('status.', status))}</StateBadge>
            {collector.service !== 'in_force' && <ServiceBadge state={collector.service} named />}
          </>
        }
        actions={<Acts collector={collector} />}
      />
      <Stack gap="md" mb="md">
        <Next collector={collector} />
        <AlertsOf subjectId={collector.collectorId} />
      </Stack>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 6 }}>
          <Registration collector={collector} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 6 }}>
          <Machine collector={collector} />
        </Grid.Col>
        {isAgent(collector) && (
          <Grid.Col span={12}>
            <NetworkTaskSection collector={collector} />
          </Grid.Col>
        )}
      </Grid>
    </>
  )
}

/** What is to be done next, where something is. */
function Next({ collector }: { collector: Collector }) {
  const { t } = useTranslation('collectors')
  const { status } = collector
  if (status === 'active') return null
  if (status === 'deleted')
    return (
      <Alert color="gray" title={t('next.deleted')}>
        <Moment at={collector.deletedAt} show="dateTime" /> · {collector.deletedBy}: {collector.deletedReason}
      </Alert>
    )
  return (
    <Alert
      color={['revoked', 'expired', 'key_retired'].includes(status) ? 'orange' : 'blue'}
      title={t(tk('status.', status))}
    >
      {isAgent(collector) ? t(tk('nextAgent.', status)) : t(tk('next.', status))}
    </Alert>
  )
}

function Acts({ collector }: { collector: Collector }) {
  const { t } = useTranslation('collectors')
  const partnerId = usePartnerId()
  const denials = useCollectorDenials()
  const [ending, setEnding] = useState<Ending | null>(null)
  const [licensing, setLicensing] = useState<Collector | null>(null)
  const denied = denials.ending(collector)
  const [addressing, setAddressing] = useState<Collector | null>(null)
  const agent = isAgent(collector)
  return (
    <Group gap="xs">
      <ActButton variant="default" denied={denied} onClick={() => setEnding({ act: 'delete', collector })}>
        {t('delete.act')}
      </ActButton>
      {hasAccess(collector) && (
        <ActButton variant="default" denied={denied} onClick={() => setEnding({ act: 'revoke', collector })}>
          {t(agent ? 'revoke.address' : 'revoke.act')}
        </ActButton>
      )}
      <ActLink
        variant="default"
        denied={denials.changing(collector)}
        href={`/partner/${partnerId}/collectors/${collector.collectorId}/edit`}
      >
        {t('form.edit')}
      </ActLink>
      <ActButton
        denied={denials.licensing(collector)}
        onClick={() => (agent ? setAddressing(collector) : setLicensing(collector))}
      >
        {agent ? t(collector.addressMadeAt ? 'address.replace' : 'address.act') : t('licence.act')}
      </ActButton>
      <EndDialog ending={ending} onClose={() => setEnding(null)} />
      <LicenceDialog collector={licensing} onClose={() => setLicensing(null)} />
      <AddressDialog collector={addressing} onClose={() => setAddressing(null)} />
    </Group>
  )
}

function Registration({ collector }: { collector: Collector }) {
  const { t } = useTranslation('collectors')
  const partnerId = usePartnerId()
  const interval = useInterval()
  return (
    <Section title={t('detail.registration')}>
      <Facts
        rows={[
          [
            t('field.customer'),
            <PageLink key="customer" size="sm" href={`/partner/${partnerId}/customers/${collector.customerId}`}>
              {collector.customerName}
            </PageLink>,
          ],
          [t('kind.label'), t(tk('kind.', collector.kind))],
          [t('field.site'), collector.site],
          [t('field.inventoryName'), collector.inventoryName],
          [t('field.interval'), interval(collector.intervalHours)],
          [t('field.id'), <Identifier key="id" value={collector.collectorId} />],
          [t('field.created'), <By key="created" at={collector.createdAt} who={collector.createdBy} />],
          [t('field.updated'), <By key="updated" at={collector.updatedAt} who={collector.updatedBy} />],
        ]}
      />
    </Section>
  )
}

function Machine({ collector }: { collector: Collector }) {
  const { t } = useTranslation('collectors')
  const moment = (at: string | null) => (at ? <Moment at={at} show="dateTime" /> : t('never'))
  const opens: [string, ReactNode][] = isAgent(collector)
    ? [[t('field.address'), moment(collector.addressMadeAt)]]
    : [
        [t('field.certificate'), moment(collector.certificateCreatedAt)],
        [t('field.licenceUntil'), collector.licenceExpiresAt && <Moment at={collector.licenceExpiresAt} />],
        [t('field.fileUntil'), collector.fileOpenUntil && <Moment at={collector.fileOpenUntil} />],
      ]
  return (
    <Section title={t('detail.machine')}>
      <Facts
        rows={[
          [t('field.version'), collector.version],
          [t('field.serial'), collector.serial],
          ...opens,
          [
            t('field.lastSeen'),
            <span key="seen">
              {moment(collector.lastSeenAt)}
              {collector.lastSeenNetwork && ` · ${collector.lastSeenNetwork}`}
            </span>,
          ],
          [t('field.firstUpload'), moment(collector.firstUploadAt)],
          [t('field.lastUpload'), moment(collector.lastUploadAt)],
        ]}
      />
      {collector.licenceExpiresAt && (
        <Text size="xs" c="dimmed" mt="sm">
          {t('detail.renews')}
        </Text>
      )}
    </Section>
  )
}

function By({ at, who }: { at: string; who: string }) {
  return (
    <span>
      <Moment at={at} show="dateTime" /> · {who}
    </span>
  )
}
