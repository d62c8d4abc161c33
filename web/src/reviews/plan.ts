import { useTranslation } from 'react-i18next'
import type { components } from '../api/schema.ts'

/** A review as it is being planned: what the inputs hold. */
export type Plan = {
  audience: 'team' | 'customer_users'
  title: string
  note: string
  subjects: string[]
  roles: string[]
  /** The vendor's: none chosen is all. */
  partnerIds: string[]
  customerIds: string[]
  rule: 'keep' | 'remove' | 'suspend'
  /** The last day, as the reader's calendar has it. */
  dueOn: string
  reminderDays: string[]
}
export type PlanPreview = components['schemas']['AccessReviewPreview']
type Role = 'super_admin' | 'admin' | 'user'

export function scopeBody({ audience, subjects, roles, partnerIds, customerIds }: Plan, ofVendor: boolean) {
  const team = audience === 'team'
  return {
    audience,
    memberships: !team || subjects.includes('memberships'),
    associations: !team || subjects.includes('associations'),
    roles: team ? (roles as Role[]) : [],
    customerIds: ofVendor && partnerIds.length !== 1 ? [] : customerIds,
    ...(ofVendor && partnerIds.length > 0 && { partnerIds }),
  }
}

export function planBody(plan: Plan, ofVendor: boolean) {
  const { title, note, rule, dueOn, reminderDays } = plan
  return {
    ...scopeBody(plan, ofVendor),
    title: title.trim(),
    note: note.trim(),
    rule,
    dueAt: endOfLocalDay(dueOn),
    reminderDays: reminderDays.map(Number),
  }
}

/** What is wrong before the server is asked. */
export function usePlanValidation() {
  const { t } = useTranslation('reviews')
  return {
    title: (value: string) => (value.trim().length >= 3 ? null : t('new.titleMissing')),
    subjects: (value: string[], plan: Plan) =>
      plan.audience === 'customer_users' || value.length > 0 ? null : t('new.subjectsMissing'),
    dueOn: (value: string) => (value >= inDays(0) && value <= inDays(365) ? null : t('new.dueWrong')),
  }
}

/** The day so many days from now, as a date input takes it. */
export function inDays(days: number): string {
  const day = new Date()
  day.setDate(day.getDate() + days)
  const two = (part: number) => String(part).padStart(2, '0')
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`
}

/** “Until the 5th” is the whole 5th, where the reader is. */
export function endOfLocalDay(day: string): string {
  return new Date(`${day}T23:59:59`).toISOString()
}
