import '@mantine/charts/styles.layer.css'
import { CompositeChart } from '@mantine/charts'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'
import type { StatusReport } from './StatusReportPage.tsx'

/** Levels as a line, what happened in each period as bars. The table beside it says the same in numbers. */
export default function StatusChart({ series }: { series: StatusReport['series'] }) {
  const { t } = useTranslation('reports')
  const format = useFormat()
  return (
    <div aria-hidden>
      <CompositeChart
        h={260}
        data={series.map((point) => ({ ...point, at: format.date(point.at.slice(0, 10)) }))}
        dataKey="at"
        withLegend
        curveType="stepAfter"
        series={[
          { name: 'withAccess', label: t('over.withAccess'), color: 'brand.6', type: 'line' },
          { name: 'registered', label: t('over.registered'), color: 'gray.5', type: 'bar' },
          { name: 'confirmed', label: t('over.confirmed'), color: 'teal.6', type: 'bar' },
          { name: 'disabled', label: t('over.disabled'), color: 'orange.6', type: 'bar' },
          { name: 'ended', label: t('over.ended'), color: 'red.6', type: 'bar' },
        ]}
        valueFormatter={(value) => format.number(value)}
        yAxisProps={{ allowDecimals: false }}
        composedChartProps={{ accessibilityLayer: false }}
      />
    </div>
  )
}
