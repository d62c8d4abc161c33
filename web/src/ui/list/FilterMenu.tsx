import { Button, Group, Menu, Pill, Popover, TextInput } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DateField } from '../DateField.tsx'
import { useFormat } from '../format.ts'
import type { ListState } from './list-state.ts'
import type { Filter } from './list-types.ts'

/** One filter: its choices in a menu, or a small field. */
export function FilterMenu({ filter, state }: { filter: Filter; state: ListState }) {
  return 'input' in filter ? (
    <FieldFilter filter={filter} state={state} />
  ) : (
    <ChoiceFilter filter={filter} state={state} />
  )
}

const target = { variant: 'default', fw: 400, rightSection: <IconChevronDown size={14} aria-hidden /> } as const

/** More choices than these are searched, not scrolled through. */
const manyChoices = 15

function ChoiceFilter({ filter, state }: { filter: Extract<Filter, { options: unknown }>; state: ListState }) {
  const { t } = useTranslation('ui')
  const [text, setText] = useState('')
  const values = state.filters[filter.key] ?? []
  const wanted = filter.options.filter(({ label }) => label.toLocaleLowerCase().includes(text.toLocaleLowerCase()))
  return (
    <Menu position="bottom-start" closeOnItemClick={filter.single ?? false} onClose={() => setText('')}>
      <Menu.Target>
        <Button {...target}>{filter.label}</Button>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
        {filter.options.length > manyChoices && (
          <Menu.Search
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            aria-label={t('list.searchChoices')}
            placeholder={t('list.searchChoices')}
          />
        )}
        <Menu.CheckboxGroup
          value={values}
          onChange={(next) => state.setFilter(filter.key, filter.single ? next.slice(-1) : next)}
        >
          {wanted.map((option) => (
            <Menu.CheckboxItem key={option.value} value={option.value}>
              {option.label}
            </Menu.CheckboxItem>
          ))}
        </Menu.CheckboxGroup>
      </Menu.Dropdown>
    </Menu>
  )
}

function FieldFilter({ filter, state }: { filter: Extract<Filter, { input: unknown }>; state: ListState }) {
  const { t } = useTranslation('ui')
  const [opened, setOpened] = useState(false)
  const [text, setText] = useState('')
  const Field = filter.input === 'date' ? DateField : TextInput
  const open = (next: boolean) => {
    setText(state.filters[filter.key]?.[0] ?? '')
    setOpened(next)
  }
  return (
    <Popover opened={opened} onChange={open} position="bottom-start" shadow="md" trapFocus>
      <Popover.Target>
        <Button {...target} onClick={() => open(!opened)}>
          {filter.label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            state.setFilter(filter.key, text ? [text] : [])
            setOpened(false)
          }}
        >
          <Group gap="xs" align="flex-end" wrap="nowrap">
            <Field
              label={filter.label}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              data-autofocus
            />
            <Button type="submit">{t('list.apply')}</Button>
          </Group>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}

/** The filters in force, each removable. */
export function FilterChips({ filters, state }: { filters: Filter[]; state: ListState }) {
  const { t } = useTranslation('ui')
  const format = useFormat()
  const chips = filters.flatMap((filter) =>
    (state.filters[filter.key] ?? []).map((value) => {
      if (!('input' in filter))
        return { filter, value, word: filter.options.find((o) => o.value === value)?.label ?? value }
      return { filter, value, word: filter.input === 'date' ? format.date(value) : value }
    }),
  )
  if (chips.length === 0) return null
  const without = (key: string, value: string) => (state.filters[key] ?? []).filter((other) => other !== value)
  return (
    <Group gap={6} mb="xs">
      {chips.map(({ filter, value, word }) => (
        <Pill
          key={`${filter.key}=${value}`}
          size="md"
          withRemoveButton
          onRemove={() => state.setFilter(filter.key, without(filter.key, value))}
          removeButtonProps={{
            'aria-hidden': false,
            tabIndex: 0,
            'aria-label': t('list.removeFilter', { filter: `${filter.label}: ${word}` }),
          }}
        >
          {filter.label}: {word}
        </Pill>
      ))}
      <Button variant="subtle" size="compact-xs" onClick={state.clear}>
        {t('list.clearFilters')}
      </Button>
    </Group>
  )
}
