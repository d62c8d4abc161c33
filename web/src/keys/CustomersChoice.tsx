import { Checkbox, MultiSelect, Stack } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'

type Chosen = { customerId: string; name: string }
type Props = {
  partnerId: string
  all: boolean
  chosen: Chosen[]
  onChange: (given: { allCustomers: boolean; customers: Chosen[] }) => void
  error?: string | undefined
}

/** Which customers a partner user's key reaches: some, or all (R21). */
export function CustomersChoice({ partnerId, all, chosen, onChange, error }: Props) {
  const { t } = useTranslation('keys')
  const [text, setText] = useState('')
  const [q] = useDebouncedValue(text, 250)
  const params = { path: { partnerId }, query: { q, limit: 50 } }
  const found = useRead('/api/v1/partners/{partnerId}/customers', { params }, { enabled: !all })
  const known = new Map(
    [...chosen, ...(found.data?.items ?? [])].map(({ customerId, name }) => [customerId, { customerId, name }]),
  )
  return (
    <Stack gap="xs">
      <Checkbox
        label={t('customers.all')}
        checked={all}
        onChange={(event) => onChange({ allCustomers: event.currentTarget.checked, customers: [] })}
      />
      {!all && (
        <MultiSelect
          label={t('customers.label')}
          description={t('customers.text')}
          required
          searchable
          hidePickedOptions
          maxDropdownHeight={240}
          nothingFoundMessage={found.isFetching ? t('customers.searching') : t('customers.none')}
          data={[...known.values()].map(({ customerId, name }) => ({ value: customerId, label: name }))}
          value={chosen.map(({ customerId }) => customerId)}
          onSearchChange={setText}
          onChange={(ids) => onChange({ allCustomers: false, customers: ids.flatMap((id) => known.get(id) ?? []) })}
          error={error}
        />
      )}
    </Stack>
  )
}
