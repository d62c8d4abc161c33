import { Grid, Paper, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { usePathParam } from '../app/place.ts'
import { useFormat } from '../ui/format.ts'
import { Identifier } from '../ui/Identifier.tsx'
import { PageLink } from '../ui/links.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { ContractActions } from './ContractActions.tsx'
import { VendorContractLines } from './ContractLines.tsx'
import { ContractTimeline } from './ContractTimeline.tsx'
import { ContractState } from './columns.tsx'
import type { Contract } from './contract.ts'
import { dayOf, lastDay } from './days.ts'
import { WhatItAllows } from './WhatItAllows.tsx'

/** One contract: its facts and timeline, what it makes possible now, and the acts with what they would stop. */
export default function ContractPage() {
  const path = { partnerId: usePathParam('partnerId'), contractId: usePathParam('contractId') }
  const contract = useRead('/api/v1/vendor/partners/{partnerId}/contracts/{contractId}', { params: { path } })
  if (contract.error) return <ErrorState error={contract.error} retry={() => void contract.refetch()} />
  if (!contract.data) return <LoadingState />
  return <Detail contract={contract.data} />
}

function Detail({ contract }: { contract: Contract }) {
  const { t } = useTranslation('contracts')
  return (
    <>
      <PageHeader
        title={contract.number}
        aside={<ContractState state={contract.shownState} />}
        text={
          <PageLink href={`/vendor/partners/${contract.partnerId}`} size="sm">
            {contract.partnerName}
          </PageLink>
        }
        actions={<ContractActions contract={contract} />}
      />
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <WhatItAllows contract={contract} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Stack gap="lg">
            <Facts contract={contract} />
            <Paper withBorder p="md" component="section">
              <Title order={2} size="h4" mb="sm">
                {t('timeline.title')}
              </Title>
              <ContractTimeline contract={contract} />
            </Paper>
          </Stack>
        </Grid.Col>
      </Grid>
      <VendorContractLines path={{ partnerId: contract.partnerId, contractId: contract.contractId }} />
    </>
  )
}

function Facts({ contract }: { contract: Contract }) {
  const { t } = useTranslation('contracts')
  const format = useFormat()
  const facts = [
    { label: t('form.number'), value: <Identifier value={contract.number} /> },
    {
      label: t('form.type'),
      value: (
        <PageLink href={`/vendor/contract-types/${contract.contractTypeId}`} size="sm">
          {contract.contractTypeName}
        </PageLink>
      ),
    },
    { label: t('form.customer'), value: contract.customerName ?? t('detail.noCustomer') },
    { label: t('form.firstDay'), value: format.date(dayOf(contract.startsAt)) },
    { label: t('form.lastDay'), value: format.date(lastDay(contract.endsAt)) },
    ...(contract.note ? [{ label: t('form.note'), value: contract.note }] : []),
  ]
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} size="h4" mb="sm">
        {t('detail.facts')}
      </Title>
      <Stack gap="xs" component="dl" m={0}>
        {facts.map(({ label, value }) => (
          <div key={label}>
            <Text component="dt" size="xs" c="dimmed">
              {label}
            </Text>
            <Text component="dd" size="sm" m={0}>
              {value}
            </Text>
          </div>
        ))}
      </Stack>
    </Paper>
  )
}
