import { z } from '@hono/zod-openapi'
import { oneOrMore } from '../platform/http/cursor.ts'
import { alertKinds, alertStates, severities } from './kinds.ts'

const count = z.number().int()

export const alertShape = z
  .object({
    alertId: z.uuid(),
    customerId: z.uuid(),
    customerName: z.string(),
    kind: z.enum(alertKinds),
    severity: z.enum(severities),
    /** At this moment: open, acknowledged by somebody, or resolved because what it said is no longer so. */
    state: z.enum(alertStates),
    subject: z.enum(['device', 'collector', 'inventory']),
    subjectId: z.uuid(),
    subjectName: z.string(),
    serial: z.string(),
    productId: z.string(),
    softwareType: z.string(),
    softwareVersion: z.string(),
    milestone: z.string().nullable(),
    blockedReason: z.string().nullable(),
    collectionId: z.uuid().nullable(),
    lastUploadAt: z.date().nullable(),
    bulletin: z.string(),
    bulletinUrl: z.string(),
    replacement: z.string(),
    train: z.string(),
    /** The moment it is about: when coverage ends or ended, the upload was expected, the milestone is. */
    dueAt: z.date().nullable(),
    openedAt: z.date(),
    resolvedAt: z.date().nullable(),
    acknowledgedAt: z.date().nullable(),
    acknowledgedBy: z.string().nullable(),
    note: z.string().nullable(),
    mayAcknowledge: z.boolean(),
  })
  .openapi('Alert')

const kindCounts = z.partialRecord(z.enum(alertKinds), count)

export const countsShape = z
  .object({
    open: count,
    acknowledged: count,
    byKind: kindCounts,
    bySeverity: z.record(z.enum(severities), count),
  })
  .openapi('AlertCounts')

export const customersShape = z.object({
  items: z.array(
    z
      .object({
        customerId: z.uuid(),
        customerName: z.string(),
        total: count,
        high: count,
        byKind: kindCounts,
      })
      .openapi('AlertsOfCustomer'),
  ),
})

/** How the list is narrowed down; the same for its file and its counts. */
export const alertFilters = {
  q: z.string().trim().max(200).optional(),
  customerId: oneOrMore(z.uuid()).optional(),
  kind: oneOrMore(z.enum(alertKinds)).optional(),
  severity: oneOrMore(z.enum(severities)).optional(),
  /** Open ones, unless others are asked for. */
  state: oneOrMore(z.enum(alertStates)).default(['open']),
  subjectId: oneOrMore(z.uuid()).optional(),
}

const alertIds = z.array(z.uuid()).min(1).max(500)
export const acknowledgement = z.strictObject({ alertIds, note: z.string().trim().max(1000).default('') })
export const withdrawal = z.strictObject({ alertIds })
