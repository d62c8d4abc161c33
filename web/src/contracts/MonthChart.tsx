import '@mantine/charts/styles.layer.css'
import { BarChart } from '@mantine/charts'
import { useFormat } from '../ui/format.ts'

type Props = {
  /** A row for each month, `2026-12`, with a number for each series. */
  months: ({ month: string } & Record<string, number | string>)[]
  series: { name: string; label: string; color: string }[]
}

/** Months as bars, a part of its own because of its size. The table beside it says the same in numbers. */
export default function MonthChart({ months, series }: Props) {
  const format = useFormat()
  return (
    <div aria-hidden>
      <BarChart
        h={260}
        data={months.map((row) => ({ ...row, month: format.month(row.month) }))}
        dataKey="month"
        withLegend
        series={series}
        valueFormatter={(value) => format.number(value)}
        yAxisProps={{ allowDecimals: false }}
        barChartProps={{ accessibilityLayer: false }}
      />
    </div>
  )
}
