import { Badge, Button, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'
import type { ListState } from '../ui/list/list-state.ts'
import { tk } from '../ui/message-key.ts'
import type { Facets } from './inventory.ts'

const facetNames = ['vendor', 'productFamily', 'productId', 'kind', 'softwareType', 'softwareVersion', 'site'] as const

/** Values there are, with how many devices have each; one that is chosen narrows the list. */
export function FacetColumn({ facets, state }: { facets: Facets | undefined; state: ListState }) {
  const { t } = useTranslation('inventory')
  return (
    <Stack component="aside" aria-label={t('devices.facets')} gap="md" w={{ base: '100%', md: 220 }}>
      {facetNames.map((name) => {
        const chosen = state.filters[name] ?? []
        const all = facets?.[name] ?? []
        // What is chosen stays in sight, so that it can be given up.
        const values = [
          ...all.filter(({ value }, index) => index < 8 || chosen.includes(value)),
          ...chosen.filter((one) => !all.some(({ value }) => value === one)).map((value) => ({ value, count: 0 })),
        ]
        if (values.length === 0) return null
        const toggle = (value: string) =>
          state.setFilter(name, chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value])
        return (
          <div key={name}>
            <Text size="sm" fw={600} mb={4}>
              {t(tk('fact.', name))}
            </Text>
            <Stack gap={2}>
              {values.map(({ value, count }) => (
                <FacetValue
                  key={value}
                  value={value}
                  count={count}
                  isChosen={chosen.includes(value)}
                  toggle={() => toggle(value)}
                />
              ))}
            </Stack>
          </div>
        )
      })}
    </Stack>
  )
}

function FacetValue(props: { value: string; count: number; isChosen: boolean; toggle: () => void }) {
  const { value, count, isChosen, toggle } = props
  const format = useFormat()
  return (
    <Button
      variant={isChosen ? 'light' : 'subtle'}
      color={isChosen ? undefined : 'gray'}
      size="compact-sm"
      justify="space-between"
      fullWidth
      aria-pressed={isChosen}
      rightSection={
        <Badge variant="transparent" color="gray" className="tabular" px={0}>
          {format.number(count)}
        </Badge>
      }
      onClick={toggle}
    >
      {value}
    </Button>
  )
}
