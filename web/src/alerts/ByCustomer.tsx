import { Badge, Button, Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { components } from '../api/schema.ts'
import { useFormat } from '../ui/format.ts'
import type { ListState } from '../ui/list/list-state.ts'

type Item = components['schemas']['AlertsOfCustomer']

const SHOWN = 8

/** Which customers have the most of what is listed; one that is chosen narrows the list. */
export function ByCustomer({ items, state }: { items: Item[]; state: ListState }) {
  const { t } = useTranslation('alerts')
  const format = useFormat()
  const chosen = state.filters.customerId ?? []
  if (items.length < 2) return null
  return (
    <Group gap={6} mb="sm" role="group" aria-label={t('list.byCustomer')}>
      <Text size="sm" c="dimmed">
        {t('list.byCustomer')}
      </Text>
      {items.slice(0, SHOWN).map(({ customerId, customerName, total, high }) => {
        const isChosen = chosen.includes(customerId)
        return (
          <Button
            key={customerId}
            size="compact-sm"
            variant={isChosen ? 'light' : 'default'}
            aria-pressed={isChosen}
            rightSection={
              <Badge variant="light" color={high > 0 ? 'red' : 'gray'} size="sm" className="tabular">
                {format.number(total)}
              </Badge>
            }
            onClick={() =>
              state.setFilter(
                'customerId',
                isChosen ? chosen.filter((id) => id !== customerId) : [...chosen, customerId],
              )
            }
          >
            {customerName}
          </Button>
        )
      })}
    </Group>
  )
}
