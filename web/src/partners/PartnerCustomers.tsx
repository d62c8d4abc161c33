import { Paper, Skeleton, Table, Text, TextInput, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { useFormat } from '../ui/format.ts'
import { tk } from '../ui/message-key.ts'
import { StateBadge } from '../ui/StateBadge.tsx'
import { ErrorState } from '../ui/states.tsx'

/** The partner's customers by name, with how many of their people have access. */
export function PartnerCustomers({ partnerId }: { partnerId: string }) {
  const { t } = useTranslation('partners')
  const format = useFormat()
  const [text, setText] = useState('')
  const [q] = useDebouncedValue(text.trim(), 250)
  const list = useRead('/api/v1/vendor/partners/{partnerId}/customers', {
    params: { path: { partnerId }, query: { limit: 100, ...(q && { q }) } },
  })
  const items = list.data?.items ?? []
  return (
    <Paper withBorder p="md" id="customers" component="section">
      <Title order={2} size="h4" mb="xs">
        {t('list.customers')}
      </Title>
      {list.error && <ErrorState error={list.error} retry={() => void list.refetch()} />}
      {(items.length > 0 || text) && (
        <TextInput
          type="search"
          maw={350}
          mb="xs"
          aria-label={t('customers.search')}
          placeholder={t('customers.search')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      {list.isPending && <Skeleton height={72} />}
      {list.data && items.length === 0 && (
        <Text size="sm" c="dimmed">
          {text ? t('customers.noMatch') : t('customers.none')}
        </Text>
      )}
      {items.length > 0 && (
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('customers.name')}</Table.Th>
              <Table.Th>{t('state.label')}</Table.Th>
              <Table.Th ta="right">{t('customers.people')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.map((row) => (
              <Table.Tr key={row.customerId}>
                <Table.Td>{row.name}</Table.Td>
                <Table.Td>
                  <StateBadge tone={row.state === 'active' ? 'good' : 'neutral'}>
                    {t(tk('customers.', row.state))}
                  </StateBadge>
                </Table.Td>
                <Table.Td ta="right" className="tabular">
                  {format.number(row.people)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Paper>
  )
}
