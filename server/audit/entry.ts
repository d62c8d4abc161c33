import { z } from '@hono/zod-openapi'
import { vendorChain } from './append.ts'
import type { EntryRow } from './queries.ts'

/** An entry in a list. */
export const entrySchema = z
  .object({
    /** Null in the vendor's own chain. */
    partnerId: z.uuid().nullable(),
    partnerName: z.string().nullable(),
    seq: z.number().int(),
    at: z.date(),
    accountId: z.uuid().nullable(),
    actor: z.string(),
    /** Set when an API key did it: which, and who answered for it then; `accountId` is the key's id. */
    key: z.object({ keyId: z.uuid(), ownerId: z.uuid(), owner: z.string() }).nullable(),
    action: z.string(),
    objectType: z.string(),
    objectId: z.string(),
    objectLabel: z.string(),
    why: z.string(),
  })
  .openapi('AuditEntry')

/** The same with everything that was recorded, and its place in the chain. */
export const entryDetailSchema = entrySchema
  .extend({
    address: z.string().nullable(),
    requestId: z.string().nullable(),
    actingFor: z.string().nullable(),
    detail: z.record(z.string(), z.unknown()),
    hash: z.string(),
    previousHash: z.string(),
  })
  .openapi('AuditEntryDetail')

type Body = Omit<z.input<typeof entryDetailSchema>, 'partnerId' | 'partnerName' | 'at' | 'hash' | 'previousHash'>

/** What an entry says, from the text that was hashed; the columns beside it serve searching only. */
export function toEntry(row: EntryRow): z.input<typeof entryDetailSchema> {
  const body = JSON.parse(row.body) as Body
  return {
    ...body,
    seq: row.seq,
    at: row.at,
    partnerId: row.partner_id === vendorChain ? null : row.partner_id,
    partnerName: row.partner_name,
    key: body.key ?? null,
    address: body.address ?? null,
    requestId: body.requestId ?? null,
    actingFor: body.actingFor ?? null,
    detail: body.detail ?? {},
    hash: row.hash,
    previousHash: row.prev_hash,
  }
}
