import { Group, Select, Textarea, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { DateField } from '../ui/DateField.tsx'
import type { ProblemForm } from '../ui/use-problem-form.ts'
import { endOfDay, startOfDay } from './days.ts'

export type ContractValues = {
  number: string
  partnerId: string | null
  contractTypeId: string | null
  customerId: string | null
  startsAt: string
  endsAt: string
  note: string
}

/** What the API takes: the last day becomes the exclusive end. */
export function contractBody({ number, contractTypeId, customerId, startsAt, endsAt, note }: ContractValues) {
  return {
    number: number.trim(),
    contractTypeId: contractTypeId ?? '',
    customerId,
    startsAt: startOfDay(startsAt),
    endsAt: endOfDay(endsAt),
    note: note.trim(),
  }
}

/** What is wrong before the server is asked. */
export function useContractValidation() {
  const { t } = useTranslation('contracts')
  const chosen = (value: string | null) => (value ? null : t('form.choose'))
  return {
    number: (value: string) => (value.replace(/[^\p{L}\p{N}]/gu, '').length >= 3 ? null : t('form.numberShort')),
    partnerId: chosen,
    contractTypeId: chosen,
    startsAt: chosen,
    endsAt: (value: string, values: ContractValues) =>
      !value ? t('form.choose') : value < values.startsAt ? t('form.endsBeforeStart') : null,
  }
}

type Props = { form: ProblemForm<ContractValues>; known?: { customer?: { value: string; label: string } | undefined } }

/** Number, type, customer, dates and note of a contract; the partner is chosen by the page. */
export function ContractFields({ form, known }: Props) {
  const { t } = useTranslation('contracts')
  const types = useRead('/api/v1/vendor/contract-types')
  const present = form.values.contractTypeId
  const offered = (types.data?.items ?? []).filter((type) => type.state === 'active' || type.contractTypeId === present)
  return (
    <>
      <TextInput
        label={t('form.number')}
        required
        maxLength={60}
        description={t('form.numberText')}
        {...form.field('number')}
      />
      <Select
        label={t('form.type')}
        required
        data={offered.map((type) => ({ value: type.contractTypeId, label: type.name }))}
        {...form.field('contractTypeId')}
      />
      <CustomerSelect form={form} known={known?.customer} />
      <Group grow align="flex-start">
        <DateField label={t('form.firstDay')} required {...form.field('startsAt')} />
        <DateField label={t('form.lastDay')} required {...form.field('endsAt')} />
      </Group>
      <Textarea label={t('form.note')} autosize minRows={2} maxLength={2000} {...form.field('note')} />
    </>
  )
}

function CustomerSelect({ form, known }: { form: Props['form']; known: { value: string; label: string } | undefined }) {
  const { t } = useTranslation('contracts')
  const [text, setText] = useState('')
  const [q] = useDebouncedValue(text, 250)
  const { partnerId } = form.values
  const found = useRead(
    '/api/v1/vendor/partners/{partnerId}/customers',
    { params: { path: { partnerId: partnerId ?? '' }, query: q ? { q } : {} } },
    { enabled: partnerId !== null },
  )
  const options = (found.data?.items ?? [])
    .filter((row) => row.state === 'active')
    .map((row) => ({ value: row.customerId, label: row.name }))
  if (known && !options.some(({ value }) => value === known.value)) options.push(known)
  return (
    <Select
      label={t('form.customer')}
      description={t('form.customerText')}
      disabled={partnerId === null}
      data={options}
      searchable
      clearable
      onSearchChange={setText}
      nothingFoundMessage={t('form.noCustomer')}
      {...form.field('customerId')}
    />
  )
}
