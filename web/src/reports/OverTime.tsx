import { Paper, Skeleton, Table, Title } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'
import type { StatusReport } from './StatusReportPage.tsx'

// The chart library is larger than all other pages together: it comes only with this one.
const StatusChart = lazy(() => import('./StatusChart.tsx'))

/** The course of registrations as a chart, and as a table for those who read rather than look. */
export function OverTime({ series }: { series: StatusReport['series'] }) {
  const { t } = useTranslation('reports')
  const format = useFormat()
  const day = (at: string) => format.date(at.slice(0, 10))
  return (
    <Paper component="section" withBorder p="md">
      <Title order={2} size="h4" mb="sm">
        {t('over.title')}
      </Title>
      <Suspense fallback={<Skeleton height={260} />}>
        <StatusChart series={series} />
      </Suspense>
      <details>
        <summary>{t('over.table')}</summary>
        <Table.ScrollContainer minWidth={560}>
          <Table className="tabular">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('over.at')}</Table.Th>
                <Table.Th ta="right">{t('over.withAccess')}</Table.Th>
                <Table.Th ta="right">{t('over.registered')}</Table.Th>
                <Table.Th ta="right">{t('over.confirmed')}</Table.Th>
                <Table.Th ta="right">{t('over.disabled')}</Table.Th>
                <Table.Th ta="right">{t('over.ended')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {series.map((point) => (
                <Table.Tr key={point.at}>
                  <Table.Td>{day(point.at)}</Table.Td>
                  <Table.Td ta="right">{format.number(point.withAccess)}</Table.Td>
                  <Table.Td ta="right">{format.number(point.registered)}</Table.Td>
                  <Table.Td ta="right">{format.number(point.confirmed)}</Table.Td>
                  <Table.Td ta="right">{format.number(point.disabled)}</Table.Td>
                  <Table.Td ta="right">{format.number(point.ended)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </details>
    </Paper>
  )
}
