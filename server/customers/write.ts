import { auditCall, type OperationCall } from '../audit/index.ts'
import { endingSessions, rightOf } from '../partners/index.ts'
import type { Principal, Tx } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { newId } from '../platform/ids.ts'
import { errors } from './errors.ts'
import { columnsOf, nameTaken, readCustomer } from './queries.ts'
import type { CustomerChange } from './shapes.ts'

type PartnerCall = OperationCall & { principal: Principal }

/** Records a customer of the partner; its language defaults to the vendor's. */
export async function createCustomer(call: PartnerCall, partnerId: string, given: CustomerChange & { name: string }) {
  await requireSense(call.tx, partnerId, given, null)
  const settings = await call.tx.selectFrom('vendor_settings').select('default_language').executeTakeFirstOrThrow()
  const customerId = newId()
  const columns = columnsOf(given)
  await call.tx
    .insertInto('customer')
    .values({
      language: settings.default_language,
      ...columns,
      name: given.name,
      name_norm: columns.name_norm ?? '',
      partner_id: partnerId,
      customer_id: customerId,
    })
    .execute()
  await auditCall(call, {
    partnerId,
    action: 'customer.created',
    objectType: 'customer',
    objectId: customerId,
    objectLabel: given.name,
    why: rightOf(call.principal),
    detail: { after: given },
  })
  return customerId
}

/** Changes what is given of a customer. Takes effect on access at once: support dates are a link of the chain (R35). */
export async function changeCustomer(
  call: PartnerCall,
  partnerId: string,
  customerId: string,
  given: CustomerChange,
): Promise<void> {
  const before = await readCustomer(call.tx, partnerId, customerId, { lock: true })
  if (!before) throw problems.not_found()
  if (before.state === 'archived') throw errors.customer_archived()
  await requireSense(call.tx, partnerId, given, { ...before, customerId })
  const columns = columnsOf(given)
  const write = () =>
    call.tx
      .updateTable('customer')
      .set({ ...columns, updated_at: new Date() })
      .where('partner_id', '=', partnerId)
      .where('customer_id', '=', customerId)
      .execute()
  const supportChanges = given.supportStartsAt !== undefined || given.supportEndsAt !== undefined
  let sessionsEnded = 0
  if (supportChanges) sessionsEnded = await endingSessions(call.tx, partnerId, write)
  else await write()
  const was = before as unknown as Record<string, unknown>
  const changed = Object.entries(columns).filter(
    ([column, value]) => column !== 'name_norm' && JSON.stringify(was[column]) !== JSON.stringify(value),
  )
  if (changed.length === 0) return
  await auditCall(call, {
    partnerId,
    action: 'customer.changed',
    objectType: 'customer',
    objectId: customerId,
    objectLabel: given.name ?? before.name,
    why: rightOf(call.principal),
    detail: {
      before: Object.fromEntries(changed.map(([column]) => [column, was[column]])),
      after: Object.fromEntries(changed),
      ...(sessionsEnded && { sessionsEnded }),
    },
  })
}

type Before = { customerId: string; support_starts_at: Date | null; support_ends_at: Date | null }

async function requireSense(tx: Tx, partnerId: string, given: CustomerChange, before: Before | null): Promise<void> {
  const fields = []
  if (given.name !== undefined && (await nameTaken(tx, partnerId, given.name, before?.customerId ?? null)))
    fields.push({ path: 'name', code: 'customer_name_taken', message: 'You already have a customer of this name' })
  const { languages } = await tx.selectFrom('vendor_settings').select('languages').executeTakeFirstOrThrow()
  if (given.language !== undefined && !languages.includes(given.language))
    fields.push({ path: 'language', code: 'unknown_language', message: `One of: ${languages.join(', ')}` })
  const starts = given.supportStartsAt === undefined ? before?.support_starts_at : given.supportStartsAt
  const ends = given.supportEndsAt === undefined ? before?.support_ends_at : given.supportEndsAt
  if (starts && ends && starts >= ends)
    fields.push({ path: 'supportEndsAt', code: 'end_before_start', message: 'The end must be after the start' })
  if (fields.length > 0) throw problems.invalid_request({ fields })
}
