import { Paper } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Facts } from '../customers/Facts.tsx'
import { textIn } from '../entitlements/names.ts'
import { useFormat } from '../ui/format.ts'
import { Moment } from '../ui/Moment.tsx'
import type { Options, Terms } from './sponsorship.ts'

type Props = { terms: Terms; options: Options; customerName: string }

/** All of the draft on one page before it is saved. */
export function Review({ terms, options, customerName }: Props) {
  const { t, i18n } = useTranslation('sponsorship')
  const format = useFormat()
  const language = i18n.resolvedLanguage ?? 'en'
  const contract = options.contracts.find(({ contractId }) => contractId === terms.contractId)
  const granted = options.entitlements.filter(({ entitlementId }) => terms.entitlements.includes(entitlementId))
  return (
    <Paper withBorder p="md">
      <Facts
        rows={[
          [t('customer'), customerName],
          [t('entitlements'), format.list(granted.map(({ names }) => textIn(names, language)))],
          [t('contract'), contract && `${contract.number} · ${contract.typeName}`],
          [t('seats'), format.number(Number(terms.seats))],
          [t('lastDay'), terms.lastDay && <Moment at={terms.lastDay} />],
          [t('terms.domains'), terms.domains.join(', ')],
          [t('terms.language'), format.languageName(terms.language)],
        ]}
      />
    </Paper>
  )
}
