import { Paper, Skeleton, Table, Title } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { useFormat } from '../ui/format.ts'
import { PageLink } from '../ui/links.tsx'

const MonthChart = lazy(() => import('./MonthChart.tsx'))

type Month = { month: string } & Record<string, number | string>
type Props = {
  title: string
  monthTitle: string
  months: Month[]
  columns: { name: string; label: string }[]
  /** Drawn as bars; each is a column as well. */
  bars: { name: string; color: string }[]
  /** Where a month leads. */
  hrefOf?: (month: string) => string
}

/** Figures by month as a chart and, below it, a table that says the same. */
export function MonthTable({ title, monthTitle, months, columns, bars, hrefOf }: Props) {
  const format = useFormat()
  const label = (name: string) => columns.find((column) => column.name === name)?.label ?? name
  return (
    <Paper withBorder p="md" mt="lg" component="section">
      <Title order={2} size="h4" mb="sm">
        {title}
      </Title>
      <Suspense fallback={<Skeleton height={260} />}>
        <MonthChart months={months} series={bars.map((bar) => ({ ...bar, label: label(bar.name) }))} />
      </Suspense>
      <Table.ScrollContainer
        minWidth={60 + 110 * columns.length}
        type="native"
        tabIndex={0}
        role="region"
        aria-label={title}
      >
        <Table aria-label={title} mt="md">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{monthTitle}</Table.Th>
              {columns.map((column) => (
                <Table.Th key={column.name} ta="right">
                  {column.label}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {months.map((row) => (
              <Table.Tr key={row.month}>
                <Table.Td>
                  {hrefOf ? (
                    <PageLink href={hrefOf(row.month)}>{format.month(row.month)}</PageLink>
                  ) : (
                    format.month(row.month)
                  )}
                </Table.Td>
                {columns.map(({ name }) => (
                  <Table.Td key={name} ta="right" className="tabular">
                    {format.number(Number(row[name] ?? 0))}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  )
}
