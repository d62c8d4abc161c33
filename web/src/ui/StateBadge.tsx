import type { ReactNode } from 'react'
import classes from './StateBadge.module.css'

export type Tone = 'neutral' | 'info' | 'good' | 'attention' | 'bad'

/**
 * One state, as a coloured dot and a word (never colour alone). Which state has which tone is the domain's to say:
 * `<StateBadge tone={tones[row.state]}>{t(tk('state.', row.state))}</StateBadge>`.
 */
export function StateBadge({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={classes.badge} data-tone={tone}>
      {children}
    </span>
  )
}
