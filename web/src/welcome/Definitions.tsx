import { Title } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './welcome.module.css'

/** A heading with terms at the left and what they mean at the right. */
export function Definitions({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.section}>
      <Title order={2}>{title}</Title>
      <dl className={classes.terms}>{children}</dl>
    </section>
  )
}

export function Definition({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  )
}
