import { ActionIcon, Group, Kbd, Menu, TextInput, Tooltip } from '@mantine/core'
import { useDebouncedCallback, useHotkeys } from '@mantine/hooks'
import { IconColumns3, IconSearch, IconX } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './DataList.module.css'
import { ExportMenu } from './ExportMenu.tsx'
import { FilterMenu } from './FilterMenu.tsx'
import type { ListState } from './list-state.ts'
import type { Column, DataListProps } from './list-types.ts'

type Props<T> = Pick<DataListProps<T>, 'state' | 'search' | 'filters' | 'exports' | 'columns'> & {
  /** Why there is no list; whoever may not see it gets no file of it. */
  error: unknown
  shown: string[]
  setShown: (keys: string[]) => void
  resetShown: () => void
}

/** Above the rows: search, filters, and at the right what concerns the list as a whole. */
export function ListToolbar<T>(props: Props<T>) {
  const { state, search, filters, exports, columns, shown, setShown, resetShown, error } = props
  const fields = columns.flatMap(({ key, field }) => (field && shown.includes(key) ? field : []))
  return (
    <Group gap="xs" mb="xs" className={classes.toolbar}>
      {search && <SearchBox state={state} placeholder={search} />}
      {filters?.map(
        (filter) =>
          !('chipOnly' in filter && filter.chipOnly) && <FilterMenu key={filter.key} filter={filter} state={state} />,
      )}
      <Group gap={4} ml="auto" wrap="nowrap">
        {columns.length > 3 && <ColumnMenu columns={columns} shown={shown} setShown={setShown} reset={resetShown} />}
        {exports && exports.length > 0 && <ExportMenu exports={exports} state={state} fields={fields} error={error} />}
      </Group>
    </Group>
  )
}

function SearchBox({ state, placeholder }: { state: ListState; placeholder: string }) {
  const { t } = useTranslation('ui')
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(state.q)
  const send = useDebouncedCallback(state.setQ, 250)
  const change = (next: string) => {
    setText(next)
    send(next)
  }
  useHotkeys([['/', () => input.current?.focus()]])
  // The address may change under us: Back, or "clear filters".
  useEffect(() => setText(state.q), [state.q])
  return (
    <TextInput
      ref={input}
      type="search"
      className={classes.search}
      aria-label={placeholder}
      placeholder={placeholder}
      title={placeholder}
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
      leftSection={<IconSearch size={15} aria-hidden />}
      rightSection={
        text ? (
          <ActionIcon size="sm" aria-label={t('list.clearSearch')} onClick={() => change('')}>
            <IconX size={14} aria-hidden />
          </ActionIcon>
        ) : (
          <Kbd size="xs" aria-hidden>
            /
          </Kbd>
        )
      }
    />
  )
}

function ColumnMenu<T>(props: {
  columns: Column<T>[]
  shown: string[]
  setShown: (keys: string[]) => void
  reset: () => void
}) {
  const { t } = useTranslation('ui')
  return (
    <Menu>
      <Menu.Target>
        <Tooltip label={t('list.columns')}>
          <ActionIcon size="lg" aria-label={t('list.columns')}>
            <IconColumns3 size={17} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.CheckboxGroup value={props.shown} onChange={props.setShown}>
          {props.columns.slice(1).map((column) => (
            <Menu.CheckboxItem key={column.key} value={column.key}>
              {column.title}
            </Menu.CheckboxItem>
          ))}
        </Menu.CheckboxGroup>
        <Menu.Divider />
        <Menu.Item onClick={props.reset}>{t('list.columnsReset')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
