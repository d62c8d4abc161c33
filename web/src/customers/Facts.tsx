import { Text } from '@mantine/core'
import { Fragment, type ReactNode } from 'react'
import classes from './Facts.module.css'

/** Rows of label and value; what is not recorded shows a dash. */
export function Facts({ rows }: { rows: [string, ReactNode][] }) {
  return (
    <dl className={classes.facts}>
      {rows.map(([label, value]) => (
        <Fragment key={label}>
          <Text component="dt" size="sm" c="dimmed">
            {label}
          </Text>
          <Text component="dd" size="sm" m={0}>
            {value || '—'}
          </Text>
        </Fragment>
      ))}
    </dl>
  )
}
