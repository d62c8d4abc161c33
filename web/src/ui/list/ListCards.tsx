import { Checkbox, Group, Paper, Skeleton, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { onPlainClick, PageLink } from '../links.tsx'
import classes from './DataList.module.css'
import type { RowsProps } from './ListTable.tsx'
import { RowActMenu } from './RowActMenu.tsx'

/** The rows on a narrow screen: one card a row, name first, every shown column with its title. */
export function ListCards<T>(props: RowsProps<T>) {
  const { list, rowId } = props
  const { t } = useTranslation('ui')
  if (list.isLoading) {
    return (
      <Stack gap={0} role="status" aria-label={t('loading')} className={classes.breathing}>
        {[0, 1, 2, 3].map((index) => (
          <Paper key={index} className={classes.card}>
            <Skeleton animate={false} height={14} width="55%" mb="sm" />
            <Skeleton animate={false} height={10} width="80%" mb={8} />
            <Skeleton animate={false} height={10} width="70%" />
          </Paper>
        ))}
      </Stack>
    )
  }
  return (
    <ul className={classes.cards}>
      {list.rows.map((row) => (
        <Card key={rowId(row)} row={row} {...props} />
      ))}
    </ul>
  )
}

function Card<T>({ row, ...props }: RowsProps<T> & { row: T }) {
  const { columns, rowId, rowName = rowId, rowHref, onOpen, rowActs, selected, onSelect } = props
  const { t } = useTranslation('ui')
  const [name, ...rest] = columns
  if (!name) return null
  const id = rowId(row)
  const checked = selected.some((other) => rowId(other) === id)
  return (
    <li className={classes.card}>
      <Group justify="space-between" wrap="nowrap" mb={4}>
        <Group gap="xs" wrap="nowrap" miw={0} className={classes.name}>
          {onSelect && (
            <Checkbox
              size="xs"
              aria-label={t('list.select', { name: rowName(row) })}
              checked={checked}
              onChange={() => onSelect(checked ? selected.filter((other) => rowId(other) !== id) : [...selected, row])}
            />
          )}
          {rowHref ? (
            <PageLink
              href={rowHref(row)}
              c="inherit"
              fw={600}
              inherit
              underline="hover"
              {...(onOpen && { onClick: onPlainClick(() => onOpen(row)) })}
            >
              {name.cell(row)}
            </PageLink>
          ) : onOpen ? (
            <button type="button" className={classes.opener} onClick={() => onOpen(row)}>
              {name.cell(row)}
            </button>
          ) : (
            name.cell(row)
          )}
        </Group>
        {rowActs && <RowActMenu row={row} acts={rowActs(row)} />}
      </Group>
      <dl className={classes.facts}>
        {rest.map((column) => (
          <div key={column.key}>
            <Text component="dt" size="xs" c="dimmed">
              {column.title}
            </Text>
            <dd className={column.numeric ? 'tabular' : undefined}>{column.cell(row)}</dd>
          </div>
        ))}
      </dl>
    </li>
  )
}
