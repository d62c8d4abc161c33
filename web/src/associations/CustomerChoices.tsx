import { Button, Group, Paper, Select, Text, TextInput, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { read } from '../api/hooks.ts'
import type { Denial } from '../ui/ActButton.tsx'
import { useFormat } from '../ui/format.ts'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { CustomerChoice } from './CustomerChoice.tsx'
import { cellKey, cellsOf, notGiven } from './matrix.ts'
import type { PersonShown } from './PersonAssociations.tsx'
import type { Wish } from './pending.ts'

type Props = {
  partnerId: string
  person: PersonShown
  /** They see every customer anyway. */
  every: boolean
  wishes: ReadonlyMap<string, Wish> | undefined
  denied: Denial | undefined
  choose: (customerId: string, wish: Wish | undefined) => void
}

const pageSize = 50

/** The partner's customers, each with whether this person was given it. */
export function CustomerChoices({ partnerId, person, every, wishes, denied, choose }: Props) {
  const { t } = useTranslation('associations')
  const format = useFormat()
  const { accountId } = person
  const [text, setText] = useState('')
  const [given, setGiven] = useState<string | null>(null)
  const [count, setCount] = useState(pageSize)
  const [customerQ] = useDebouncedValue(text, 250)
  const query = {
    accountId,
    customersCount: count,
    ...(customerQ && { customerQ }),
    ...(given && { given }),
  }
  const list = useQuery({
    ...read('/api/v1/partners/{partnerId}/associations', {
      params: { path: { partnerId }, query },
    }),
    placeholderData: keepPreviousData,
  })
  const facts = new Map(person.items.map((one) => [one.customerId, one]))
  const cells = list.data && cellsOf(list.data)
  const customers = list.data?.customers
  return (
    <section>
      <Title order={2} size="h4" mb={4}>
        {t('person.customers')}
      </Title>
      {every && (
        <Text size="sm" c="dimmed" mb="sm">
          {t('person.everyText')}
        </Text>
      )}
      <Group gap="xs" mb="sm">
        <TextInput
          type="search"
          aria-label={t('filter.searchCustomers')}
          placeholder={t('filter.searchCustomers')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Select
          aria-label={t('person.which')}
          placeholder={t('person.which')}
          clearable
          value={given}
          onChange={setGiven}
          data={[
            { value: 'true', label: t('person.given') },
            { value: 'false', label: t('person.notGiven') },
          ]}
        />
      </Group>
      {list.error && <ErrorState error={list.error} retry={() => void list.refetch()} />}
      {!customers && !list.error && <LoadingState />}
      {customers?.total === 0 && (
        <Text size="sm" c="dimmed">
          {t('empty.customers')}
        </Text>
      )}
      {customers && customers.total > 0 && (
        <Paper withBorder component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
          {customers.items.map((customer) => (
            <CustomerChoice
              key={customer.customerId}
              partnerId={partnerId}
              customer={customer}
              cell={cells?.get(cellKey(accountId, customer.customerId)) ?? notGiven}
              fact={facts.get(customer.customerId)}
              wish={wishes?.get(customer.customerId)}
              denied={denied}
              choose={(wish) => choose(customer.customerId, wish)}
            />
          ))}
        </Paper>
      )}
      {customers && customers.items.length < customers.total && (
        <Button variant="default" mt="sm" loading={list.isFetching} onClick={() => setCount(count + pageSize)}>
          {t('person.more', { shown: format.number(customers.items.length), total: format.number(customers.total) })}
        </Button>
      )}
    </section>
  )
}
