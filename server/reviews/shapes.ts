import { z } from '@hono/zod-openapi'
import { sponsoringStopsField } from '../partners/index.ts'
import { listQuery, oneOrMore, sortOf } from '../platform/http/cursor.ts'
import { handOverField, ownedField } from '../team/index.ts'
import { reasonField } from '../vendor/index.ts'
import { reviewSorts, reviewStates, rowKinds, rowSorts, rowStates } from './list-queries.ts'
import { audiences, rowRefusals } from './policy.ts'

export const reviewParams = z.object({ partnerId: z.uuid(), reviewId: z.uuid() })
export const vendorReviewParams = z.object({ reviewId: z.uuid() })

export const decisions = ['keep', 'remove', 'suspend'] as const
const roles = ['super_admin', 'admin', 'user'] as const
const LONGEST_DAYS = 366

const dueField = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .refine((at) => at.getTime() > Date.now() && at.getTime() < Date.now() + LONGEST_DAYS * 86_400_000, {
    params: { code: 'due_out_of_range' },
    message: 'After now, and within a year',
  })
export const dueBody = z.strictObject({ dueAt: dueField, reason: reasonField })

const scopeFields = {
  audience: z.enum(audiences),
  memberships: z.boolean().default(true),
  associations: z.boolean().default(true),
  roles: z.array(z.enum(roles)).max(3).default([]),
  customerIds: z.array(z.uuid()).max(500).default([]),
}
const planFields = {
  ...scopeFields,
  title: z.string().trim().min(3).max(120),
  note: z.string().trim().max(2000).default(''),
  rule: z.enum(decisions),
  dueAt: dueField,
  reminderDays: z.array(z.number().int().min(1).max(90)).max(6).default([7, 1]),
}
/** Of which partners; absent: of all. */
const partnerIds = z.array(z.uuid()).min(1).max(1000).optional()

const somethingOf = (scope: { audience: string; memberships: boolean; associations: boolean }) =>
  scope.audience === 'customer_users' || scope.memberships || scope.associations
const nothingChosen = {
  path: ['memberships'],
  params: { code: 'review_of_nothing' },
  message: 'Memberships, associations, or both',
}

export const scopeBody = z.strictObject(scopeFields).refine(somethingOf, nothingChosen)
export const planBody = z.strictObject(planFields).refine(somethingOf, nothingChosen)
export const vendorScopeBody = z.strictObject({ ...scopeFields, partnerIds }).refine(somethingOf, nothingChosen)
export const vendorPlanBody = z.strictObject({ ...planFields, partnerIds }).refine(somethingOf, nothingChosen)

export const scopePreview = z
  .object({
    rows: z.number().int(),
    people: z.number().int(),
    partners: z.number().int(),
    memberships: z.number().int(),
    associations: z.number().int(),
    /** Of one partner; empty where there are several. */
    reviewers: z.array(z.object({ accountId: z.uuid(), name: z.string(), role: z.string().nullable() })),
  })
  .openapi('AccessReviewPreview')

export const reviewList = listQuery.extend({
  state: oneOrMore(z.enum(reviewStates)).optional(),
  audience: oneOrMore(z.enum(audiences)).optional(),
  runBy: oneOrMore(z.enum(['partner', 'vendor'])).optional(),
  sort: sortOf(reviewSorts, '-due'),
})

const facts = {
  reviewId: z.uuid(),
  title: z.string(),
  audience: z.enum(audiences),
  runBy: z.enum(['partner', 'vendor']),
  rule: z.enum(decisions),
  state: z.enum(reviewStates),
  dueAt: z.date(),
  startedAt: z.date(),
  startedByName: z.string(),
  closedAt: z.date().nullable(),
}

export const listedReview = z
  .object({
    ...facts,
    partners: z.number().int(),
    partnerName: z.string().nullable(),
    rows: z.number().int(),
    open: z.number().int(),
    /** Waiting for the reader's own answer. */
    mine: z.number().int(),
  })
  .openapi('AccessReview')

const denial = z.object({ missing: z.string(), grantedBy: z.string() }).nullable()

export const reviewDetail = z
  .object({
    ...facts,
    note: z.string(),
    memberships: z.boolean(),
    associations: z.boolean(),
    roles: z.array(z.enum(roles)),
    customers: z.array(z.object({ customerId: z.uuid(), name: z.string() })),
    reminderDays: z.array(z.number().int()),
    rowsFixedAt: z.date().nullable().openapi({
      description: 'The moment of which rows say last sign-in and usage; of several partners the last. Null: not yet',
    }),
    endedByName: z.string().nullable(),
    endedReason: z.string().nullable(),
    counts: z.object({
      rows: z.number().int(),
      people: z.number().int(),
      open: z.number().int(),
      kept: z.number().int(),
      removed: z.number().int(),
      suspended: z.number().int(),
      gone: z.number().int(),
      mine: z.number().int(),
    }),
    parts: z.array(
      z.object({
        partnerId: z.uuid(),
        partnerName: z.string(),
        state: z.enum(reviewStates),
        rows: z.number().int(),
        open: z.number().int(),
        mine: z.number().int(),
        closedAt: z.date().nullable(),
      }),
    ),
    reviewers: z.array(
      z.object({ accountId: z.uuid(), name: z.string(), role: z.string().nullable(), answers: z.number().int() }),
    ),
    activity: z.array(
      z.object({
        at: z.date(),
        actor: z.string(),
        action: z.string(),
        decision: z.string(),
        count: z.number().int(),
        reason: z.string(),
      }),
    ),
    /** What the reader may not do here, and who could let them (R36). */
    denied: z.object({ answer: denial, run: denial }),
  })
  .openapi('AccessReviewDetail')

export const rowList = listQuery.extend({
  customerId: oneOrMore(z.uuid()).optional(),
  kind: oneOrMore(z.enum(rowKinds)).optional(),
  role: oneOrMore(z.enum(roles)).optional(),
  state: oneOrMore(z.enum(rowStates)).optional(),
  notSignedIn: z.enum(['never', '30', '90', '365']).optional(),
  mine: z.stringbool().optional(),
  sort: sortOf(rowSorts, 'name'),
})
export const vendorRowList = rowList.extend({ partnerId: oneOrMore(z.uuid()).optional() })

export const reviewRow = z
  .object({
    partnerId: z.uuid(),
    partnerName: z.string(),
    rowId: z.uuid(),
    kind: z.enum(rowKinds),
    accountId: z.uuid(),
    registrationId: z.uuid().nullable(),
    /** Of an association: null is every customer. */
    customerId: z.uuid().nullable(),
    customerName: z.string(),
    name: z.string(),
    email: z.string(),
    /** Of a membership; null: they only sponsor. */
    role: z.enum(roles).nullable(),
    roleNow: z.enum(roles).nullable(),
    sponsors: z.boolean().openapi({ description: 'The membership included the right to sponsor as the review began' }),
    sponsorsNow: z.boolean().openapi({ description: 'It does now: removing the membership takes that right, too' }),
    since: z.date(),
    givenByName: z.string(),
    lastSignInAt: z.date().nullable().openapi({ description: 'As it was when the review began (rowsFixedAt)' }),
    activeDays: z.number().int().openapi({
      description: 'Of the 90 days before the review began: those with an entry of theirs in the partner’s audit',
    }),
    state: z.enum(rowStates),
    decidedByRule: z.boolean(),
    decidedByName: z.string().nullable(),
    decidedAt: z.date().nullable(),
    reason: z.string(),
    /** Why what the rule asked for was not carried out. */
    notCarriedOut: z.string().nullable(),
    /** Why the reader may not answer it; null: they may. */
    refused: z.enum(rowRefusals).nullable(),
  })
  .openapi('AccessReviewRow')

const rowIds = z
  .array(z.uuid())
  .min(1)
  .max(500)
  .transform((ids) => [...new Set(ids)])
const answerFields = { decision: z.enum(decisions), rowIds }
const reason = z.string().trim().max(1000).default('')
const reasoned = (answer: { decision: string; reason: string }) =>
  answer.decision === 'keep' || answer.reason.length >= 3
const reasonMissing = { path: ['reason'], params: { code: 'required' }, message: 'Say why' }

export const answerPreviewBody = z.strictObject(answerFields)
export const vendorAnswerPreviewBody = z.strictObject({ ...answerFields, partnerId: z.uuid() })
export const answerBody = z
  .strictObject({ ...answerFields, reason, handOver: handOverField })
  .refine(reasoned, reasonMissing)
export const vendorAnswerBody = z
  .strictObject({ ...answerFields, reason, handOver: handOverField, partnerId: z.uuid() })
  .refine(reasoned, reasonMissing)

const rowOutcome = z
  .object({
    rowId: z.uuid(),
    name: z.string(),
    customerName: z.string(),
    ok: z.boolean(),
    refused: z.enum(rowRefusals).nullable(),
  })
  .openapi('AccessReviewOutcome')
export const answerAnswer = z.object({ items: z.array(rowOutcome), done: z.number().int() })
const taken = {
  /** Whom it takes something from, and what. */
  stops: z.array(
    z.object({
      kind: z.enum(['people', 'memberships', 'associations', 'registrations']),
      count: z.number().int(),
      names: z.array(z.string()),
    }),
  ),
  /** What ends with the right to sponsor of those among them who have it; null: nobody has. */
  sponsoring: sponsoringStopsField.nullable(),
}
export const answerPreview = answerAnswer.extend({
  ...taken,
  /** Of a membership that is taken away. */
  owned: ownedField,
})
export const closePreview = z.object({
  parts: z.array(
    z.object({
      partnerId: z.uuid(),
      partnerName: z.string(),
      open: z.number().int().openapi({ description: 'Rows that nobody answered' }),
      ...taken,
      kept: z.array(rowOutcome).openapi({ description: 'Rows that the rule cannot be carried out for, and why' }),
      owned: z
        .array(z.object({ kind: z.string(), names: z.array(z.string()) }))
        .openapi({ description: 'What those whose membership is removed own; nobody takes it over' }),
    }),
  ),
})
