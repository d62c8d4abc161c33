import { dayOf, lastDay } from '../contracts/days.ts'
import type { Alert } from './alert.ts'

/** The day an alert is about, as people say it: the last one of coverage, a milestone's as it was published; else the moment. */
export function dueOf({ kind, dueAt }: Pick<Alert, 'kind' | 'dueAt'>): string | null {
  if (!dueAt) return null
  if (kind === 'coverage_ending' || kind === 'coverage_missing') return lastDay(dueAt)
  return kind.endsWith('_milestone') ? dayOf(dueAt) : dueAt
}
