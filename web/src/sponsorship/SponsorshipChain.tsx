import { Paper, Stack, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useVendor } from '../api/me.ts'
import { lastDay } from '../contracts/days.ts'
import { Facts } from '../customers/Facts.tsx'
import { textIn } from '../entitlements/names.ts'
import { useFormat } from '../ui/format.ts'
import { PageLink } from '../ui/links.tsx'
import { Moment } from '../ui/Moment.tsx'
import { Chain, type ChainLink } from '../ui/WhyDrawer.tsx'
import type { Sponsorship } from './sponsorship.ts'

type Props = { sponsorship: Sponsorship; partnerId: string }

/** What it grants, and the chain it stands on: contract, support contract, sponsorship, entitlements. */
export function SponsorshipChain({ sponsorship, partnerId }: Props) {
  const { t } = useTranslation('sponsorship')
  const format = useFormat()
  return (
    <Stack gap="md">
      <Paper withBorder p="md">
        <Title order={2} size="h4" mb="md">
          {t('chain.title')}
        </Title>
        <Chain links={useLinks(sponsorship)} />
      </Paper>
      <Paper withBorder p="md">
        <Title order={2} size="h4" mb="sm">
          {t('detail.facts')}
        </Title>
        <Facts
          rows={[
            [
              t('customer'),
              <PageLink key="customer" size="sm" href={`/partner/${partnerId}/customers/${sponsorship.customerId}`}>
                {sponsorship.customerName}
              </PageLink>,
            ],
            [t('seats'), format.number(sponsorship.seats)],
            [t('terms.domains'), sponsorship.domains.join(', ')],
            [t('terms.language'), format.languageName(sponsorship.language)],
            [t('issuedAt'), sponsorship.issuedAt && <Moment at={sponsorship.issuedAt} />],
            [t('detail.keySince'), sponsorship.keyIssuedAt && <Moment at={sponsorship.keyIssuedAt} />],
            [t('detail.by'), sponsorship.createdByName],
          ]}
        />
      </Paper>
    </Stack>
  )
}

function useLinks(sponsorship: Sponsorship): ChainLink[] {
  const { t, i18n } = useTranslation('sponsorship')
  const vendor = useVendor()
  const language = i18n.resolvedLanguage ?? 'en'
  const format = useFormat()
  const { contract, customer, granted, endedReason, state } = sponsorship
  const until = (what: string, end: string | null) =>
    end ? t('chain.until', { what, day: format.date(lastDay(end)) }) : what
  return [
    {
      holds: contract.inForce && contract.qualifies,
      label: t('chain.contract'),
      fact: until(`${contract.number} · ${contract.typeName}`, contract.endsAt),
      changedBy: vendor.name,
    },
    {
      holds: customer.supportValid && customer.active,
      label: t('chain.support'),
      fact: until(customer.supportContractNumber ?? t('chain.noSupport'), customer.supportEndsAt),
      changedBy: t('chain.you'),
    },
    {
      holds: state !== 'draft' && state !== 'revoked' && endedReason !== 'date_passed',
      label: t('chain.sponsorship'),
      fact: until(sponsorship.registrationNumber ?? t('state.draft'), sponsorship.expiresAt),
      changedBy: t('chain.you'),
    },
    ...granted.map((one) => ({
      holds: one.underCeiling && one.offered,
      label: t('chain.entitlement'),
      fact: one.underCeiling
        ? textIn(one.names, language)
        : t('chain.aboveCeiling', { name: textIn(one.names, language) }),
      changedBy: one.underCeiling ? null : vendor.name,
    })),
  ]
}
