import { z } from '@hono/zod-openapi'
import { sql } from 'kysely'
import { auditCall, type OperationCall } from '../audit/index.ts'
import { impactAnswer, impactOf, withoutColleagues } from '../entitlements/index.ts'
import { administersPartner, endSessionsOfTheAccessless } from '../partners/index.ts'
import { inTransaction, type Tx } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { defineRoute } from '../platform/http/route.ts'
import { errors } from './errors.ts'
import { sponsorsChange } from './policy.ts'
import { columnsOf, readCustomer } from './queries.ts'
import { customerChange } from './shapes.ts'

const ofCustomer = z.object({ partnerId: z.uuid(), customerId: z.uuid() })
const reason = z.strictObject({ reason: z.string().trim().min(3).max(1000) })
const setState = (tx: Tx, { partnerId, customerId }: z.output<typeof ofCustomer>, state: 'active' | 'archived') =>
  tx
    .updateTable('customer')
    .set({ state, updated_at: new Date() })
    .where('partner_id', '=', partnerId)
    .where('customer_id', '=', customerId)
    .where('state', '<>', state)
    .returning('name')
    .executeTakeFirst()

export const previewCustomerChangeRoute = defineRoute({
  method: 'post',
  path: '/partners/{partnerId}/customers/{customerId}/preview',
  realm: 'partner',
  tag: 'Customers',
  summary: 'Whom a change of a customer, or archiving it, would affect',
  params: ofCustomer,
  body: z.strictObject({ archive: z.boolean().optional(), change: customerChange.optional() }),
  answer: impactAnswer,
  allow: sponsorsChange,
  handle: async ({ tx, params, body, deps, principal }) => {
    if (!(await readCustomer(tx, params.partnerId, params.customerId))) throw problems.not_found()
    // What it does to the support service is counted whole, though who sponsors sees neither associations nor collectors.
    const impact = await inTransaction(deps.db, { kind: 'system' }, (system) =>
      impactOf(system, { partnerId: params.partnerId }, async () => {
        if (body.archive) await setState(system, params, 'archived')
        if (body.change)
          await system
            .updateTable('customer')
            .set({ ...columnsOf(body.change), updated_at: new Date() })
            .where('partner_id', '=', params.partnerId)
            .where('customer_id', '=', params.customerId)
            .execute()
      }),
    )
    return administersPartner(principal) === null ? impact : withoutColleagues(impact)
  },
})

export const archiveCustomerRoute = defineRoute({
  method: 'post',
  path: '/partners/{partnerId}/customers/{customerId}/archive',
  realm: 'partner',
  tag: 'Customers',
  summary: 'Archive a customer: access under its sponsorships stops at once; it can be restored',
  params: ofCustomer,
  body: reason,
  allow: sponsorsChange,
  handle: (call) => changeState(call, call.params, 'archived', call.body.reason),
})

export const restoreCustomerRoute = defineRoute({
  method: 'post',
  path: '/partners/{partnerId}/customers/{customerId}/restore',
  realm: 'partner',
  tag: 'Customers',
  summary: 'Bring an archived customer back, and with it the access that still holds',
  params: ofCustomer,
  body: reason,
  allow: sponsorsChange,
  handle: (call) => changeState(call, call.params, 'active', call.body.reason),
})

async function changeState(
  call: OperationCall,
  at: z.output<typeof ofCustomer>,
  state: 'active' | 'archived',
  given: string,
): Promise<void> {
  const before = await readCustomer(call.tx, at.partnerId, at.customerId, { lock: true })
  if (!before) throw problems.not_found()
  // Who loses everything is signed out at once (attack 21), who has other access keeps the session.
  const holders = state === 'archived' ? await holdersOf(call.tx, at) : []
  if (!(await setState(call.tx, at, state)))
    throw state === 'archived' ? errors.customer_archived() : problems.conflict()
  const ended = await endSessionsOfTheAccessless(call.tx, at.partnerId, holders)
  await auditCall(call, {
    partnerId: at.partnerId,
    action: state === 'archived' ? 'customer.archived' : 'customer.restored',
    objectType: 'customer',
    objectId: at.customerId,
    objectLabel: before.name,
    why: 'sponsorship administrator of the partner',
    detail: { reason: given, ...(state === 'archived' && { peopleAffected: holders.length, sessionsEnded: ended }) },
  })
}

async function holdersOf(tx: Tx, at: z.output<typeof ofCustomer>): Promise<string[]> {
  const { rows } = await sql<{ account_id: string }>`select distinct a.account_id from effective_access a
    where a.partner_id = ${at.partnerId} and a.customer_id = ${at.customerId} and a.holds`.execute(tx)
  return rows.map((row) => row.account_id)
}
