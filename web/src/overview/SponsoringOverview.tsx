import { Alert, Stack, Title } from '@mantine/core'
import { IconUserExclamation } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import type { components } from '../api/schema.ts'
import { lastDay } from '../contracts/days.ts'
import { Figure, Figures } from '../ui/Figure.tsx'
import { useFormat } from '../ui/format.ts'
import { tk } from '../ui/message-key.ts'
import { ErrorState } from '../ui/states.tsx'
import { Administrators } from './Administrators.tsx'

type Overview = components['schemas']['PartnerOverview']

/** What needs the partner's sponsorship administrators today, then figures; each leads to the list behind it. */
export function SponsoringOverview({ partnerId }: { partnerId: string }) {
  const { t } = useTranslation('overview')
  const overview = useRead('/api/v1/partners/{partnerId}/overview', { params: { path: { partnerId } } })
  const here = `/partner/${partnerId}`
  if (overview.error) return <ErrorState error={overview.error} retry={() => void overview.refetch()} />
  return (
    <Stack gap="lg">
      <Warnings overview={overview.data} />
      <section>
        <Title order={2} size="h4" mb="sm">
          {t('today')}
        </Title>
        <Today here={here} of={overview.data} />
      </section>
      <section>
        <Title order={2} size="h4" mb="sm">
          {t('figures')}
        </Title>
        <Standing here={here} of={overview.data} />
      </section>
      <Administrators partnerId={partnerId} />
    </Stack>
  )
}

function Warnings({ overview }: { overview: Overview | undefined }) {
  const { t } = useTranslation('overview')
  const format = useFormat()
  if (!overview) return null
  const { qualification, endingSoonDays } = overview
  const endsSoon =
    qualification.endsAt && Date.parse(qualification.endsAt) < Date.now() + endingSoonDays * 24 * 3600_000
  return (
    <>
      {overview.administrators === 1 && (
        <Alert color="orange" icon={<IconUserExclamation size={18} aria-hidden />} title={t('onlyOne.title')}>
          {t('onlyOne.text')}
        </Alert>
      )}
      {!qualification.qualified && (
        <Alert color="red" title={t('notQualified')}>
          {t(tk('qualification.', qualification.reason))}
        </Alert>
      )}
      {endsSoon && qualification.endsAt && (
        <Alert color="orange" title={t('contractEnds.title', { number: qualification.number ?? '' })}>
          {t('contractEnds.text', { day: format.date(lastDay(qualification.endsAt)) })}
        </Alert>
      )}
    </>
  )
}

type Part = { here: string; of: Overview | undefined }

function Today({ here, of }: Part) {
  const { t } = useTranslation('overview')
  const format = useFormat()
  const days = of?.endingSoonDays ?? 60
  return (
    <Figures>
      <Figure
        label={t('toVerify')}
        value={of?.toVerify}
        href={`${here}/people?state=to_be_verified`}
        urgent={(of?.toVerify ?? 0) > 0}
        hint={of?.oldestToVerifyAt && t('oldest', { when: format.relative(of.oldestToVerifyAt) })}
      />
      <Figure label={t('requests')} value={of?.requests} href={`${here}/requests`} urgent={(of?.requests ?? 0) > 0} />
      <Figure
        label={t('attestations')}
        value={of?.attestationsDue}
        href={`${here}/attestation`}
        urgent={(of?.attestationsDue ?? 0) > 0}
      />
      <Figure
        label={t('sponsorshipsEnding', { count: days })}
        value={of?.sponsorshipsEnding}
        href={`${here}/sponsorships?expiringDays=${days}`}
        urgent={(of?.sponsorshipsEnding ?? 0) > 0}
      />
      <Figure
        label={t('supportEnding', { count: days })}
        value={of?.supportEnding}
        href={`${here}/customers?support=ending`}
      />
      <Figure label={t('drafts')} value={of?.drafts} href={`${here}/sponsorships?state=draft`} />
      <Figure label={t('failedAttempts')} value={of?.failedAttempts} href={`${here}/sponsorships`} />
    </Figures>
  )
}

function Standing({ here, of }: Part) {
  const { t } = useTranslation('overview')
  const format = useFormat()
  return (
    <Figures>
      <Figure
        label={t('people')}
        value={of?.people}
        href={`${here}/people?state=active`}
        {...(of && { trend: of.registrationsByWeek.map(({ count }) => count) })}
        hint={t('trend')}
      />
      {of !== undefined && of.withoutAccess > 0 && (
        <Figure
          label={t('withoutAccess')}
          value={of.withoutAccess}
          href={`${here}/people?state=without_access`}
          hint={t('withoutAccessText')}
          urgent
        />
      )}
      <Figure label={t('unconfirmed')} value={of?.unconfirmed} href={`${here}/people?state=unconfirmed`} />
      <Figure
        label={t('seats')}
        value={of && t('seatsOf', { used: format.number(of.seatsUsed), seats: format.number(of.seats) })}
        href={`${here}/sponsorships`}
      />
      <Figure label={t('sponsorships')} value={of?.sponsorships} href={`${here}/sponsorships`} />
      <Figure label={t('customers')} value={of?.customers} href={`${here}/customers`} />
    </Figures>
  )
}
