import { MultiSelect, Radio, Stack } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import type { Filter } from '../ui/list/list-types.ts'

/** Which customers a partner user is to see: every one, future ones too, or these, or none yet (R21). */
export type Reach = { kind: 'all' | 'some' | 'none'; ids: string[] }

export const customersOf = ({ kind, ids }: Reach): 'all' | string[] =>
  kind === 'all' ? 'all' : kind === 'some' ? ids : []

export function CustomerChoice({
  partnerId,
  value,
  onChange,
  error,
}: {
  partnerId: string
  value: Reach
  onChange: (reach: Reach) => void
  error?: string | undefined
}) {
  const { t } = useTranslation('team')
  const [names, setNames] = useState<Record<string, string>>({})
  const [text, setText] = useState('')
  const [q] = useDebouncedValue(text.trim(), 250)
  const found = useRead(
    '/api/v1/partners/{partnerId}/customers',
    { params: { path: { partnerId }, query: { limit: 50, ...(q && { q }) } } },
    { enabled: value.kind === 'some' },
  )
  const offered = (found.data?.items ?? []).map((one) => ({ value: one.customerId, label: one.name }))
  // What was chosen stays in sight while something else is searched for.
  const data = [
    ...offered,
    ...value.ids
      .filter((id) => !offered.some((one) => one.value === id))
      .map((id) => ({ value: id, label: names[id] ?? id })),
  ]
  return (
    <Stack gap="xs">
      <Radio.Group
        label={t('form.customers')}
        description={t('form.customersText')}
        value={value.kind}
        onChange={(kind) => onChange({ ...value, kind: kind as Reach['kind'] })}
      >
        <Stack gap={6} mt={6}>
          <Radio value="none" label={t('reach.none')} />
          <Radio value="some" label={t('reach.some')} />
          <Radio value="all" label={t('reach.all')} />
        </Stack>
      </Radio.Group>
      {value.kind === 'some' && (
        <MultiSelect
          label={t('form.whichCustomers')}
          data={data}
          value={value.ids}
          searchable
          searchValue={text}
          onSearchChange={setText}
          nothingFoundMessage={t('form.noCustomer')}
          error={error}
          onChange={(ids) => {
            setNames({ ...names, ...Object.fromEntries(data.map((one) => [one.value, one.label])) })
            onChange({ ...value, ids })
          }}
        />
      )}
    </Stack>
  )
}

/** The first hundred customers by name. */
export function useCustomerFilter(partnerId: string): Filter {
  const { t } = useTranslation('team')
  const customers = useRead('/api/v1/partners/{partnerId}/customers', {
    params: { path: { partnerId }, query: { limit: 100 } },
  })
  return {
    key: 'customerId',
    label: t('column.seesCustomer'),
    options: (customers.data?.items ?? []).map(({ customerId, name }) => ({ value: customerId, label: name })),
  }
}
