import { Alert, NumberInput, Select, SimpleGrid, Stack, TagsInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useVendor } from '../api/me.ts'
import { lastDay } from '../contracts/days.ts'
import type { Denial } from '../ui/ActButton.tsx'
import { DateField } from '../ui/DateField.tsx'
import { useFormat } from '../ui/format.ts'
import { LanguageSelect } from '../ui/LanguageSelect.tsx'
import { tk } from '../ui/message-key.ts'
import type { ProblemForm } from '../ui/use-problem-form.ts'
import type { Options, Terms } from './sponsorship.ts'

type Props<V extends Terms> = { form: ProblemForm<V>; options: Options; seatsUsed?: number }

/** Why nothing can be issued or changed: no contract that it could stand on is in force (R1, R7). */
export function useContractDenial(options: Options): Denial | undefined {
  const { t } = useTranslation('sponsorship')
  if (options.contracts.some(({ usable }) => usable)) return undefined
  return { missing: t('terms.noContractTitle'), grantedBy: t('ui:grantor.the_vendor_by_recording_the_contract') }
}

/** Contract, seats, last day, domains and language of a sponsorship. */
export function TermsFields<V extends Terms>({ form, options, seatsUsed = 0 }: Props<V>) {
  const { t } = useTranslation('sponsorship')
  const format = useFormat()
  const { languages } = useVendor()
  const field = form.field as (path: string) => object
  const chosen = options.contracts.find(({ contractId }) => contractId === form.getValues().contractId)
  const latest = chosen && lastDay(chosen.maxExpiresAt)
  return (
    <Stack gap="md">
      {!options.contracts.some(({ usable }) => usable) && (
        <Alert color="orange" title={t('terms.noContractTitle')}>
          {t('terms.noContractText')}
        </Alert>
      )}
      <Select
        label={t('contract')}
        description={t('terms.contractText')}
        required
        data={options.contracts.map(({ contractId, number, typeName, usable, reason }) => ({
          value: contractId,
          label: reason ? `${number} · ${typeName} — ${t(tk('contractReason.', reason))}` : `${number} · ${typeName}`,
          disabled: !usable,
        }))}
        {...field('contractId')}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        <NumberInput
          label={t('seats')}
          description={seatsUsed > 0 ? t('terms.seatsUsed', { count: seatsUsed }) : t('terms.seatsText')}
          min={Math.max(1, seatsUsed)}
          max={100_000}
          allowDecimal={false}
          required
          {...field('seats')}
        />
        <DateField
          label={t('lastDay')}
          description={latest ? t('terms.latest', { day: format.date(latest) }) : undefined}
          required
          {...(latest && { max: latest })}
          {...field('lastDay')}
          data-path="lastDay expiresAt"
          error={form.errors.lastDay ?? form.errors.expiresAt}
        />
      </SimpleGrid>
      <TagsInput
        label={t('terms.domains')}
        description={t('terms.domainsText')}
        splitChars={[',', ' ', ';']}
        acceptValueOnBlur
        {...field('domains')}
        error={Object.entries(form.errors).find(([path]) => path.startsWith('domains'))?.[1]}
      />
      <LanguageSelect
        label={t('terms.language')}
        description={t('terms.languageText')}
        languages={languages}
        {...field('language')}
      />
    </Stack>
  )
}

/** Checks on leaving a field; the server judges everything again. */
export function useTermsChecks(options: Options) {
  const { t } = useTranslation('sponsorship')
  const format = useFormat()
  const tooLate = (day: string, contractId: string) => {
    const contract = options.contracts.find((one) => one.contractId === contractId)
    const latest = contract && lastDay(contract.maxExpiresAt)
    return latest && day > latest ? t('terms.dayBeyond', { day: format.date(latest) }) : null
  }
  return {
    contractId: (value: string) => (value ? null : t('terms.contractMissing')),
    seats: (value: number) => (Number(value) >= 1 ? null : t('terms.seatsMissing')),
    lastDay: (value: string, { contractId }: Terms) => (value ? tooLate(value, contractId) : t('terms.dayMissing')),
    entitlements: (value: string[]) => (value.length > 0 ? null : t('terms.entitlementsMissing')),
  }
}
