import { Group, Paper, Stack, Table, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { textIn } from '../entitlements/names.ts'
import { useFormat } from '../ui/format.ts'
import { PageLink } from '../ui/links.tsx'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { StateBadge, type Tone } from '../ui/StateBadge.tsx'
import { Chain, type ChainLink } from '../ui/WhyDrawer.tsx'
import type { Contract } from './contract.ts'
import { dayOf, lastDay } from './days.ts'
import { ServiceFacts } from './ServiceFacts.tsx'

/** What the contract makes possible at this moment, link by link, and what stands on it. */
export function WhatItAllows({ contract }: { contract: Contract }) {
  const { t, i18n } = useTranslation('contracts')
  const inForce = contract.shownState === 'in_force' && contract.typeState === 'active'
  return (
    <Paper withBorder p="md" component="section">
      <Group gap="xs" mb="sm">
        <Title order={2} size="h4">
          {t('allows.title')}
        </Title>
        <StateBadge tone={contract.allowsSponsoring ? 'good' : 'attention'}>
          {contract.allowsSponsoring ? t('allows.sponsoring') : t('allows.noSponsoring')}
        </StateBadge>
      </Group>
      <Chain links={useChain(contract)} />
      <Title order={3} fz="sm" mt="md" mb={4}>
        {t('allows.entitlements')}
      </Title>
      {contract.entitlements.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('allows.noEntitlements')}
        </Text>
      )}
      <Stack gap={4}>
        {contract.entitlements.map((row) => (
          <Group key={row.entitlementId} gap="xs" mih={24} style={{ rowGap: 0 }}>
            <PageLink href={`/vendor/entitlements/${row.entitlementId}`} size="sm">
              {textIn(row.names, i18n.resolvedLanguage ?? 'en') || row.entitlementId}
            </PageLink>
            {!row.offered && <StateBadge>{t('allows.retired')}</StateBadge>}
            {row.offered && inForce && row.onlyHere && (
              <Text size="xs" c="dimmed">
                {t('allows.onlyHere')}
              </Text>
            )}
          </Group>
        ))}
      </Stack>
      <ServiceFacts service={contract.service} qualifies={contract.qualifiesSupportService} />
      <Sponsorships contract={contract} />
    </Paper>
  )
}

/** The links from the partner to what the contract allows, each true or false. */
export function useChain(contract: Omit<Contract, 'note' | 'lineStates'>): ChainLink[] {
  const { t } = useTranslation('contracts')
  const format = useFormat()
  const staff = t('chain.staff')
  return [
    {
      holds: contract.partnerState === 'active',
      label: t('form.partner'),
      fact: t(tk('chain.partner_', contract.partnerState), { partner: contract.partnerName }),
      changedBy: staff,
    },
    {
      holds: contract.shownState === 'in_force',
      label: t('chain.contract'),
      fact: t(tk('chain.', contract.shownState), {
        from: format.date(dayOf(contract.startsAt)),
        until: format.date(lastDay(contract.endsAt)),
      }),
      changedBy: staff,
    },
    {
      holds: contract.typeState === 'active' && contract.qualifiesSponsoring,
      label: t('form.type'),
      fact:
        contract.typeState === 'retired'
          ? t('chain.typeRetired', { type: contract.contractTypeName })
          : contract.qualifiesSponsoring
            ? t('chain.typeQualifies', { type: contract.contractTypeName })
            : t('chain.typeDoesNot', { type: contract.contractTypeName }),
      changedBy: t('chain.administrator'),
    },
  ]
}

const tones: Record<string, Tone> = { draft: 'neutral', issued: 'good', revoked: 'bad' }

function Sponsorships({ contract }: { contract: Contract }) {
  const { t } = useTranslation('contracts')
  const format = useFormat()
  return (
    <>
      <Title order={3} fz="sm" mt="md" mb={4}>
        {t('allows.sponsorships')}
      </Title>
      {contract.sponsorships.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('allows.noSponsorships')}
        </Text>
      ) : (
        <Table.ScrollContainer
          minWidth={440}
          type="native"
          pos="relative"
          tabIndex={0}
          role="region"
          aria-label={t('allows.sponsorships')}
        >
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('form.customer')}</Table.Th>
                <Table.Th>{t('state.label')}</Table.Th>
                <Table.Th ta="right">{t('allows.people')}</Table.Th>
                <Table.Th>{t('allows.until')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {contract.sponsorships.map((row) => (
                <Table.Tr key={row.sponsorshipId}>
                  <Table.Td>{row.customerName}</Table.Td>
                  <Table.Td>
                    <StateBadge tone={tones[row.state] ?? 'neutral'}>{t(tk('sponsorship.', row.state))}</StateBadge>
                  </Table.Td>
                  <Table.Td ta="right" className="tabular">
                    {t('allows.seats', { people: format.number(row.people), seats: format.number(row.seats) })}
                  </Table.Td>
                  <Table.Td>
                    <Moment at={lastDay(row.expiresAt)} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </>
  )
}
