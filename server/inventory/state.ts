import { sql } from 'kysely'
import { type Db, inTransaction, type Tx } from '../platform/db/transaction.ts'
import type { IngestCounts } from './ingest.ts'

export const sources = ['collector', 'ndjson', 'fusioninventory', 'glpi', 'csv', 'netbox'] as const
export type Source = (typeof sources)[number]

/**
 * By hand: checking → checked → received; a collector's: uploading → received. Then for every collection received → processing → done, blocked (R28) or failed; a
 * blocked one can be received again; cancelled from anything unfinished. Each step is one conditional UPDATE.
 */
export const collectionStates = [
  'uploading',
  'checking',
  'checked',
  'received',
  'processing',
  'done',
  'blocked',
  'failed',
  'cancelled',
] as const
export type CollectionState = (typeof collectionStates)[number]

export const blockedReasons = ['contract_not_valid', 'nothing_covered', 'covered_not_found'] as const
export type BlockedReason = (typeof blockedReasons)[number]

export type Options = {
  /** The vendor of devices that name none. */
  vendor: string
  /** Names some devices only: none that is not named has vanished. */
  partial: boolean
  /** Its bytes are what agents posted, a whole message a piece, each packed or not. */
  posts?: true
}

export type Coverage = Record<
  'covered' | 'expiring' | 'expired' | 'notCovered' | 'otherPartner' | 'unrecognised',
  number
>
export type CollectionCounts = IngestCounts & { coverage: Coverage }

export type Starter = { accountId: string; firstName: string; lastName: string; email: string; language: string }

export type CollectionRow = {
  partnerId: string
  customerId: string
  customerName: string
  collectionId: string
  inventoryId: string
  inventoryName: string
  collectorId: string | null
  source: Source
  partial: boolean
  state: CollectionState
  blockedReason: BlockedReason | null
  fault: { code: string; params: Record<string, string | number> } | null
  mode: 'all' | 'good'
  options: Options
  fileName: string
  bytes: number
  sha256: string
  /** Records, where they were counted before. */
  expected: number | null
  progress: number
  counts: CollectionCounts | null
  collectedAt: Date
  createdByName: string
  starter: Starter | null
  createdAt: Date
  acceptedAt: Date | null
  endedAt: Date | null
  forgotten: boolean
}

export const collectionColumns = sql`c.partner_id as "partnerId", c.customer_id as "customerId", cu.name as "customerName",
  c.collection_id as "collectionId", c.inventory_id as "inventoryId", i.name as "inventoryName", c.collector_id as "collectorId",
  c.source, c.partial, c.state, c.blocked_reason as "blockedReason", c.fault, c.mode, c.options, c.file_name as "fileName",
  c.bytes::float8 as bytes, c.sha256, c.expected, c.progress, c.counts, c.collected_at as "collectedAt", c.created_by_name as "createdByName", c.starter,
  c.created_at as "createdAt", c.accepted_at as "acceptedAt", c.ended_at as "endedAt", c.forgotten_at is not null as forgotten`
export const collectionSource = sql`collection c
  join customer cu on cu.partner_id = c.partner_id and cu.customer_id = c.customer_id
  join inventory i on i.partner_id = c.partner_id and i.inventory_id = c.inventory_id`

/**
 * Whether trying it again can end otherwise: contracts change, and an error of our own passes. What is wrong with the bytes themselves stays
 * wrong, and what failed in its check was never accepted.
 */
export const isRevalidatable = ({
  state,
  fault,
  acceptedAt,
  forgotten,
}: Pick<CollectionRow, 'state' | 'fault' | 'acceptedAt' | 'forgotten'>): boolean =>
  acceptedAt !== null && !forgotten && (state === 'blocked' || (state === 'failed' && fault?.code === 'internal'))

export type CollectionId = { partnerId: string; collectionId: string }

export async function readCollection(tx: Tx, { partnerId, collectionId }: CollectionId): Promise<CollectionRow | null> {
  const { rows } = await sql<CollectionRow>`select ${collectionColumns} from ${collectionSource}
    where c.partner_id = ${partnerId} and c.collection_id = ${collectionId}`.execute(tx)
  return rows[0] ?? null
}

/** Moves a collection on, with further columns; false when it was not in one of the states `from`. */
export async function move(
  tx: Tx,
  { partnerId, collectionId }: CollectionId,
  from: readonly CollectionState[],
  to: CollectionState,
  columns: Record<string, unknown> = {},
): Promise<boolean> {
  const result = await tx
    .updateTable('collection')
    .set({ state: to, ...columns } as never)
    .where('partner_id', '=', partnerId)
    .where('collection_id', '=', collectionId)
    .where('state', 'in', [...from])
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** Work was asked to stop; what it wrote is rolled back. */
export class Cancelled extends Error {}

/** Says in a transaction of its own how far the work is. Throws Cancelled once it was asked to stop. */
export async function reportProgress(
  db: Db,
  { partnerId, collectionId }: CollectionId,
  records: number,
): Promise<void> {
  const { rows } = await inTransaction(db, { kind: 'system' }, (tx) =>
    sql`update collection set progress = ${records}
      where partner_id = ${partnerId} and collection_id = ${collectionId} and state in ('checking', 'processing')
        and cancel_requested_at is null returning 1`.execute(tx),
  )
  if (rows.length === 0) throw new Cancelled('the collection was cancelled')
}
