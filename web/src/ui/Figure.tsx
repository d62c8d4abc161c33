import { Paper, type PaperProps, SimpleGrid, Skeleton, Text } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { ReactNode, Ref } from 'react'
import classes from './Figure.module.css'
import { useFormat } from './format.ts'
import { linkTo } from './links.tsx'

type Props = {
  label: string
  /** undefined while it is being counted. */
  value: number | string | undefined
  /** The list behind the figure. */
  href: string
  hint?: ReactNode
  /** Values over time, oldest first, drawn as a small line. */
  trend?: number[]
  /** Something that waits for the reader. */
  urgent?: boolean
}

const RoutedPaper = createLink(
  ({ ref, ...props }: PaperProps & { ref?: Ref<HTMLAnchorElement>; children?: ReactNode }) => (
    <Paper component="a" ref={ref} {...props} />
  ),
)

/** One number that leads to the list behind it. */
export function Figure({ label, value, href, hint, trend, urgent }: Props) {
  const format = useFormat()
  return (
    <RoutedPaper {...linkTo(href)} withBorder className={classes.figure} data-urgent={urgent || undefined}>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <div className={classes.row}>
        <span className={classes.value}>
          {value === undefined ? (
            <Skeleton height={24} width={56} />
          ) : typeof value === 'number' ? (
            format.number(value)
          ) : (
            value
          )}
        </span>
        {trend && trend.length > 1 && <Sparkline values={trend} />}
      </div>
      {hint && (
        <Text size="xs" c="dimmed">
          {hint}
        </Text>
      )}
    </RoutedPaper>
  )
}

/** Figures side by side. */
export function Figures({ children }: { children: ReactNode }) {
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
      {children}
    </SimpleGrid>
  )
}

function Sparkline({ values }: { values: number[] }) {
  const low = Math.min(...values)
  const range = Math.max(...values) - low || 1
  const points = values.map(
    (value, index) => `${(index / (values.length - 1)) * 80},${22 - ((value - low) / range) * 20}`,
  )
  return (
    <svg className={classes.spark} viewBox="0 0 80 24" aria-hidden>
      <polyline points={points.join(' ')} />
    </svg>
  )
}
