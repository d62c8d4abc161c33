import { SimpleGrid, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { lastDay } from '../contracts/days.ts'
import { Identifier } from '../ui/Identifier.tsx'
import { Moment } from '../ui/Moment.tsx'
import type { MyAccess } from './SponsoredAccess.tsx'

/** The chain's facts in short: contract, sponsorship, confirmation, each with the day until which it lasts. */
export function AccessFacts({ access }: { access: MyAccess }) {
  const { t } = useTranslation('access')
  const until = (end: string | null) => <Moment at={end && lastDay(end)} />
  return (
    <SimpleGrid component="dl" cols={{ base: 1, xs: 2, md: 4 }} spacing="sm" m={0}>
      <Fact label={t('mine.until')}>{until(access.until)}</Fact>
      <Fact label={t('mine.contract')} hint={access.contractTypeName}>
        <Identifier value={access.contractNumber} /> {t('mine.to')} {until(access.contractEndsAt)}
      </Fact>
      <Fact label={t('mine.sponsorship')}>
        <Identifier value={access.registrationNumber} /> {t('mine.to')} {until(access.sponsorshipEndsAt)}
      </Fact>
      <Fact label={t('mine.attestation')} hint={t('mine.attestationHint', { partner: access.partnerName })}>
        <Moment at={access.attestationDueAt} />
      </Fact>
    </SimpleGrid>
  )
}

function Fact({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return (
    <div>
      <Text component="dt" size="xs" c="dimmed">
        {label}
      </Text>
      <Text component="dd" size="sm" m={0}>
        {children}
        {hint && (
          <Text size="xs" c="dimmed" span display="block">
            {hint}
          </Text>
        )}
      </Text>
    </div>
  )
}
