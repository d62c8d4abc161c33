import { Button, Collapse, Stack, Text } from '@mantine/core'
import { useDisclosure, useMediaQuery } from '@mantine/hooks'
import { IconAdjustmentsHorizontal } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'
import type { ListState } from '../ui/list/list-state.ts'
import { tk } from '../ui/message-key.ts'
import { facetNames, useFacetWords } from './facets.ts'
import type { Facets } from './inventory.ts'

type Props = { facets: Facets | undefined; state: ListState }

/** Values there are, with how many devices have each; one that is chosen narrows the list. On a telephone they are behind a button. */
export function FacetColumn({ facets, state }: Props) {
  const { t } = useTranslation('inventory')
  const narrow = useMediaQuery('(max-width: 62em)', undefined, { getInitialValueInEffect: false })
  const [isOpen, { toggle }] = useDisclosure(false)
  const chosen = [...facetNames, 'unstated'].reduce((sum, name) => sum + (state.filters[name]?.length ?? 0), 0)
  const lists = facetNames.map((name) => <Facet key={name} name={name} counted={facets?.[name] ?? []} state={state} />)
  if (!narrow)
    return (
      <Stack component="aside" aria-label={t('devices.facets')} gap="md" w={220}>
        {lists}
      </Stack>
    )
  return (
    <aside aria-label={t('devices.facets')} style={{ width: '100%' }}>
      <Button
        variant="default"
        fullWidth
        leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden />}
        aria-expanded={isOpen}
        onClick={toggle}
      >
        {chosen > 0 ? t('devices.facetsChosen', { count: chosen }) : t('devices.facets')}
      </Button>
      <Collapse expanded={isOpen}>
        <Stack gap="md" pt="md">
          {lists}
        </Stack>
      </Collapse>
    </aside>
  )
}

/** How many values of a facet are shown at first. */
const few = 8

type Counted = Facets[(typeof facetNames)[number]]

function Facet({ name, counted, state }: { name: (typeof facetNames)[number]; counted: Counted; state: ListState }) {
  const { t } = useTranslation('inventory')
  const wordOf = useFacetWords()
  const unstated = state.filters.unstated ?? []
  const chosen = [...(state.filters[name] ?? []), ...(unstated.includes(name) ? [''] : [])]
  const [all, { toggle: toggleAll }] = useDisclosure(false)
  // What is chosen stays in sight, so that it can be given up. That something is not known says little where nothing else is.
  const known = counted.filter(({ value }) => chosen.includes(value) || value !== '' || counted.length > 1)
  const values = [
    ...known.filter(({ value }, index) => all || index < few || chosen.includes(value)),
    ...chosen.filter((one) => !counted.some(({ value }) => value === one)).map((value) => ({ value, count: 0 })),
  ]
  if (values.length === 0) return null
  const toggle = (value: string) => {
    const [filter, one] = value === '' ? ['unstated', name] : [name, value]
    const now = state.filters[filter] ?? []
    state.setFilter(filter, now.includes(one) ? now.filter((other) => other !== one) : [...now, one])
  }
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>
        {t(tk('facet.', name))}
      </Text>
      <Stack gap={2}>
        {values.map((one) => (
          <FacetValue
            key={one.value}
            word={wordOf(name, one)}
            count={one.count}
            isChosen={chosen.includes(one.value)}
            toggle={() => toggle(one.value)}
          />
        ))}
        {known.length > few && (
          <Button variant="subtle" size="compact-xs" justify="flex-start" aria-expanded={all} onClick={toggleAll}>
            {all ? t('devices.facetLess') : t('devices.facetMore', { count: known.length - few })}
          </Button>
        )}
      </Stack>
    </div>
  )
}

function FacetValue(props: { word: string; count: number; isChosen: boolean; toggle: () => void }) {
  const { word, count, isChosen, toggle } = props
  const format = useFormat()
  return (
    <Button
      variant={isChosen ? 'light' : 'subtle'}
      color={isChosen ? undefined : 'gray'}
      size="compact-sm"
      justify="space-between"
      fullWidth
      title={word}
      aria-pressed={isChosen}
      rightSection={
        <Text span size="xs" className="tabular">
          {format.number(count)}
        </Text>
      }
      styles={{ section: { flexShrink: 0 } }}
      onClick={toggle}
    >
      {/* A line of the button's own height would cut off what hangs below it. */}
      <Text span inherit lh={1.5} truncate>
        {word}
      </Text>
    </Button>
  )
}
