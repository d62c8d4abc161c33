import { type RawBuilder, sql } from 'kysely'

export const alertKinds = [
  'coverage_ending',
  'coverage_missing',
  'collector_overdue',
  'collection_blocked',
  'device_vanished',
  'hardware_milestone',
  'software_milestone',
] as const
export type AlertKind = (typeof alertKinds)[number]

export const severities = ['high', 'medium', 'low'] as const
export type Severity = (typeof severities)[number]

export const alertStates = ['open', 'acknowledged', 'resolved'] as const
export type AlertState = (typeof alertStates)[number]

/**
 * How bad an alert (`a`) is at this moment: what is not covered or not seen any more, and what gets no security fixes; a milestone
 * that is still ahead is the mildest.
 */
export const severity = sql<Severity>`case
  when a.kind in ('coverage_missing', 'collector_overdue', 'collection_blocked') then 'high'
  when a.kind in ('coverage_ending', 'device_vanished') then 'medium'
  when a.due_at > now() then 'low'
  when a.key in ('end_of_security_support', 'end_of_extended_support', 'last_support') then 'high'
  else 'medium' end`

/** An alert (`a`) that holds at this moment (R35); no job has to notice that a time passed. */
export const holds = sql<boolean>`(a.resolved_at is null and a.starts_at <= now() and a.ends_at > now())`

/** One that held, and does not any more: a fact changed, or its time is over. */
const over = sql<boolean>`(a.resolved_at is not null or a.ends_at <= now())`

export const stateOf = sql<AlertState>`case when ${over} then 'resolved'
  when a.acknowledged_at is not null then 'acknowledged' else 'open' end`

export const inState: Record<AlertState, RawBuilder<boolean>> = {
  open: sql`(${holds} and a.acknowledged_at is null)`,
  acknowledged: sql`(${holds} and a.acknowledged_at is not null)`,
  resolved: over,
}
