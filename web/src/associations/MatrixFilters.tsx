import { Button, Chip, Group, MultiSelect, Text, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'
import type { ListState } from '../ui/list/list-state.ts'
import { tk } from '../ui/message-key.ts'
import classes from './associations.module.css'

type Props = { state: ListState; people: number | undefined; customers: number | undefined }

/** What narrows each axis down; kept in the address. */
export function MatrixFilters({ state, people, customers }: Props) {
  const { t } = useTranslation('associations')
  const format = useFormat()
  const customerQ = state.filters.customerQ?.[0] ?? ''
  return (
    <div className={classes.filters}>
      <Group gap="xs" role="group" aria-label={t('filter.people')}>
        <Search label={t('filter.searchPeople')} value={state.q} send={state.setQ} />
        <Choice
          state={state}
          name="role"
          label={t('filter.role')}
          options={['user', 'admin', 'super_admin'].map((value) => ({ value, label: t(tk('role.', value)) }))}
        />
        <Toggle state={state} name="unassociated" label={t('filter.unassociated')} />
        <Toggle state={state} name="ending" label={t('filter.ending')} />
      </Group>
      <Group gap="xs" role="group" aria-label={t('filter.customers')}>
        <Search
          label={t('filter.searchCustomers')}
          value={customerQ}
          send={(text) => state.setFilter('customerQ', text ? [text] : [])}
        />
        <Choice
          state={state}
          name="service"
          label={t('filter.service')}
          options={['in_force', 'grace', 'closed', 'none'].map((value) => ({
            value,
            label: t(tk('customers:service.', value)),
          }))}
        />
        <Toggle state={state} name="unseen" label={t('filter.unseen')} />
        {state.isFiltered && (
          <Button variant="subtle" size="xs" onClick={state.clear}>
            {t('filter.clear')}
          </Button>
        )}
      </Group>
      {people !== undefined && customers !== undefined && (
        <Text size="sm" c="dimmed" role="status">
          {t('filter.found', { people: format.number(people), customers: format.number(customers) })}
        </Text>
      )}
    </div>
  )
}

function Search({ label, value, send }: { label: string; value: string; send: (text: string) => void }) {
  const [text, setText] = useState(value)
  const later = useDebouncedCallback(send, 250)
  // The address may change under us: Back, or "clear filters".
  useEffect(() => setText(value), [value])
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      w={230}
      value={text}
      leftSection={<IconSearch size={15} aria-hidden />}
      onChange={(event) => {
        setText(event.currentTarget.value)
        later(event.currentTarget.value)
      }}
    />
  )
}

type ChoiceProps = { state: ListState; name: string; label: string; options: { value: string; label: string }[] }

function Choice({ state, name, label, options }: ChoiceProps) {
  const chosen = state.filters[name] ?? []
  return (
    <MultiSelect
      aria-label={label}
      placeholder={chosen.length === 0 ? label : ''}
      data={options}
      value={chosen}
      onChange={(next) => state.setFilter(name, next)}
      clearable
      miw={170}
      maw={280}
    />
  )
}

function Toggle({ state, name, label }: { state: ListState; name: string; label: string }) {
  const on = state.filters[name]?.[0] === 'true'
  return (
    <Chip size="sm" checked={on} onChange={(next) => state.setFilter(name, next ? ['true'] : [])}>
      {label}
    </Chip>
  )
}
