import { Alert, Button, Grid, List, Paper, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { useMe } from '../api/me.ts'
import type { components } from '../api/schema.ts'
import { usePathParam } from '../app/place.ts'
import { useStopped } from '../entitlements/ImpactDialog.tsx'
import { textIn } from '../entitlements/names.ts'
import { useExplain } from '../reach/asking.ts'
import { DeniedButton } from '../ui/ActButton.tsx'
import { useFormat } from '../ui/format.ts'
import { ImpactItems } from '../ui/ImpactItems.tsx'
import { LinkButton } from '../ui/links.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { Chain } from '../ui/WhyDrawer.tsx'
import { PartnerContractLines } from './ContractLines.tsx'
import { ContractTimeline } from './ContractTimeline.tsx'
import { ContractState } from './columns.tsx'
import { dayOf, lastDay } from './days.ts'
import { ServiceFacts } from './ServiceFacts.tsx'
import { useChain } from './WhatItAllows.tsx'

type PartnerContract = components['schemas']['PartnerContract']

/** One contract for the partner's people: what it makes possible now, what stops when it ends, its lines. */
export default function PartnerContractPage() {
  const path = { partnerId: usePathParam('partnerId'), contractId: usePathParam('contractId') }
  const contract = useRead('/api/v1/partners/{partnerId}/contracts/{contractId}', { params: { path } })
  if (contract.error) return <ErrorState error={contract.error} retry={() => void contract.refetch()} />
  if (!contract.data) return <LoadingState />
  return <Detail contract={contract.data} />
}

function Detail({ contract }: { contract: PartnerContract }) {
  const { t } = useTranslation('contracts')
  const format = useFormat()
  const explain = useExplain()
  const { partnerId, contractId } = contract
  return (
    <>
      <PageHeader
        title={contract.number}
        aside={<ContractState state={contract.shownState} />}
        text={[
          contract.contractTypeName,
          contract.customerName,
          `${format.date(dayOf(contract.startsAt))} – ${format.date(lastDay(contract.endsAt))}`,
        ]
          .filter(Boolean)
          .join(' · ')}
        actions={contract.lineStates && <Views partnerId={partnerId} contractId={contractId} />}
      />
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Allows contract={contract} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Stack gap="lg">
            {over.has(contract.shownState) ? <HasStopped /> : <WhatStops contract={contract} />}
            <Paper withBorder p="md" component="section">
              <Title order={2} size="h4" mb="sm">
                {t('timeline.title')}
              </Title>
              <ContractTimeline contract={contract} />
            </Paper>
          </Stack>
        </Grid.Col>
      </Grid>
      {contract.lineStates ? (
        <PartnerContractLines path={{ partnerId, contractId }} />
      ) : (
        <Paper withBorder p="md" mt="lg" component="section">
          <Title order={2} size="h4" mb="sm">
            {t('lines.title')}
          </Title>
          <DeniedButton
            denied={{
              missing: t('partner.noLines'),
              grantedBy: t('partner.roleFrom'),
              explain: explain('search_lines'),
            }}
          >
            {t('lines.show')}
          </DeniedButton>
        </Paper>
      )}
    </>
  )
}

/** The same contract seen otherwise: its devices, what ends when, what a renewal would keep. */
function Views({ partnerId, contractId }: { partnerId: string; contractId: string }) {
  const { t } = useTranslation('contracts')
  const views = [
    ['coverage', 'contract-coverage'],
    ['endings', 'contract-endings'],
    ['renewal', 'renewal'],
  ] as const
  return views.map(([name, page]) => (
    <LinkButton key={name} variant="default" href={`/partner/${partnerId}/${page}?contractId=${contractId}`}>
      {t(tk('tabs.', name))}
    </LinkButton>
  ))
}

function Allows({ contract }: { contract: PartnerContract }) {
  const { t, i18n } = useTranslation('contracts')
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} size="h4" mb="sm">
        {t('allows.title')}
      </Title>
      <Chain links={useChain(contract)} />
      <ServiceFacts service={contract.service} qualifies={contract.qualifiesSupportService} />
      <Title order={3} fz="sm" mt="md" mb={4}>
        {t('allows.entitlements')}
      </Title>
      {contract.entitlements.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('allows.noEntitlements')}
        </Text>
      ) : (
        <List size="sm" spacing={2}>
          {contract.entitlements.map((row) => (
            <List.Item key={row.entitlementId}>
              {textIn(row.names, i18n.resolvedLanguage ?? 'en') || row.entitlementId}
            </List.Item>
          ))}
        </List>
      )}
    </Paper>
  )
}

/** For good: dates that are over, or terminated. */
const over = new Set<PartnerContract['shownState']>(['ended', 'terminated'])

function HasStopped() {
  const { t } = useTranslation('contracts')
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} size="h4" mb="xs">
        {t('stops.over')}
      </Title>
      <Text size="sm">{t('stops.overText')}</Text>
    </Paper>
  )
}

/** Counted when asked for: it compares the whole partner with and without this contract. */
function WhatStops({ contract }: { contract: PartnerContract }) {
  const { t } = useTranslation('contracts')
  const explain = useExplain()
  const [asked, setAsked] = useState(false)
  const role = useMe().memberships.find((one) => one.partnerId === contract.partnerId)?.role
  const path = { partnerId: contract.partnerId, contractId: contract.contractId }
  const impact = useRead(
    '/api/v1/partners/{partnerId}/contracts/{contractId}/end',
    { params: { path } },
    { enabled: asked },
  )
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} size="h4" mb="xs">
        {t('stops.title')}
      </Title>
      {role !== 'super_admin' && role !== 'admin' ? (
        <DeniedButton
          denied={{ missing: t('stops.denied'), grantedBy: t('partner.roleFrom'), explain: explain('see_what_stops') }}
        >
          {t('stops.show')}
        </DeniedButton>
      ) : !asked ? (
        <Button variant="default" onClick={() => setAsked(true)}>
          {t('stops.show')}
        </Button>
      ) : impact.error ? (
        <ErrorState error={impact.error} retry={() => void impact.refetch()} />
      ) : impact.data ? (
        <Stopped impact={impact.data} />
      ) : (
        <Skeleton height={64} />
      )}
    </Paper>
  )
}

function Stopped({ impact }: { impact: components['schemas']['Impact'] }) {
  const { t } = useTranslation('contracts')
  const stopped = useStopped(impact) ?? []
  if (stopped.every(({ count }) => count === 0)) return <Text size="sm">{t('stops.nothing')}</Text>
  return (
    <Alert color="orange" role="status">
      <ImpactItems impact={stopped} />
    </Alert>
  )
}
