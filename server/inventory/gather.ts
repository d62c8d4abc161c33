import { sql } from 'kysely'
import { audit } from '../audit/index.ts'
import type { Config } from '../platform/config.ts'
import { inTransaction, type Tx, type Uploader } from '../platform/db/transaction.ts'
import type { RequestFacts } from '../platform/http/request.ts'
import { newId } from '../platform/ids.ts'
import { enqueue } from '../platform/jobs/enqueue.ts'
import type { Job, JobContext } from '../platform/jobs/job.ts'
import { storePost } from './chunks.ts'
import { errors } from './errors.ts'
import type { Post } from './read-post.ts'
import { requireUploads } from './receive.ts'
import type { CollectionId } from './state.ts'
import { dayUsedUp, inventoryOf, takeUpload } from './upload.ts'

/*
 * Agents post one device at a time, hundreds of them whenever they like, and an inventory has five uploads a day (R29). So posts of one
 * registration are gathered into an open collection (state uploading) that is closed when the agent says that its task is over, when it has
 * been quiet, or when it has been open for long: then it is one upload. Closings keep a distance that spreads the day's uploads over the day.
 */
const waits = sql`((g.ended and g.last_post_at < now() - interval '1 minute') or g.last_post_at < now() - interval '10 minutes'
  or g.opened_at < now() - interval '6 hours')`
const distance = sql`(g.closed_at is null or g.closed_at < now() - interval '24 hours' / (select daily_uploads from vendor_settings))`

/** What one open collection holds: posts, and bytes as they came. */
export const gatherLimits = { posts: 20_000, bytes: 256 * 1024 * 1024 } as const

export type AgentCall = { tx: Tx; config: Config; uploader: Uploader; request: RequestFacts }
type Gathering = { collectionId: string | null; posts: number; bytes: number }
type ProcessJob = Job<CollectionId>

/**
 * Keeps what an agent posted, in the open collection of its registration. The same once more changes nothing.
 * @throws Problem uploads_refused, posts_used_up
 */
export async function gather(call: AgentCall, post: Post, content: Uint8Array, processJob: ProcessJob): Promise<void> {
  const { tx, uploader } = call
  const { partnerId, customerId, collectorId } = uploader
  requireUploads(uploader)
  let open = await lockOpen(tx, uploader)
  const has = post.records > 0
  // Before the first entry of the audit: who changes the registration locks its row, then the audit.
  if (has)
    await sql`update collector set first_upload_at = coalesce(first_upload_at, now()), last_upload_at = now()
      where partner_id = ${partnerId} and collector_id = ${collectorId}`.execute(tx)
  const isFull = open.posts >= gatherLimits.posts || open.bytes + content.length > gatherLimits.bytes
  if (has && open.collectionId && isFull) {
    if (!(await close(call, { ...open, collectionId: open.collectionId }, processJob)))
      throw errors.posts_used_up(
        await dayUsedUp(tx, partnerId, await inventoryOf(tx, partnerId, customerId, uploader.inventoryName)),
      )
    open = { collectionId: null, posts: 0, bytes: 0 }
  }
  const collectionId = open.collectionId ?? (has ? await openCollection(call, post) : null)
  if (!collectionId) return // a frame around nothing
  const of = { partnerId, customerId, collectionId, collectorId }
  const isNew = has && (await storePost(tx, of, open.posts + 1, content))
  const [posts, bytes] = isNew ? [open.posts + 1, open.bytes + content.length] : [open.posts, open.bytes]
  await sql`update agent_gathering set collection_id = ${collectionId}, posts = ${posts}, bytes = ${bytes}, last_post_at = now(),
      opened_at = case when ${open.collectionId === null} then now() else opened_at end,
      ended = case when ${post.started} then false when ${post.ended} then true else ended end
    where partner_id = ${partnerId} and collector_id = ${collectorId}`.execute(tx)
  if (isNew)
    await sql`update collection set bytes = ${bytes}, expected = ${posts}
      where partner_id = ${partnerId} and collection_id = ${collectionId}`.execute(tx)
}

/** The agent's version, as it says it itself. */
export async function noteVersion(tx: Tx, { partnerId, collectorId }: Uploader, version: string): Promise<void> {
  await sql`update collector set version = ${version.slice(0, 50)}
    where partner_id = ${partnerId} and collector_id = ${collectorId} and version <> ${version.slice(0, 50)}`.execute(
    tx,
  )
}

/**
 * Posts of one registration come in one after the other. A collection that somebody withdrew is open no more. Locked first and read by
 * a statement of its own: one that had waited would know the row as it is now, but no collection that was opened meanwhile.
 */
async function lockOpen(tx: Tx, { partnerId, customerId, collectorId }: Uploader): Promise<Gathering> {
  await sql`insert into agent_gathering (partner_id, customer_id, collector_id) values (${partnerId}, ${customerId}, ${collectorId})
    on conflict do nothing`.execute(tx)
  await sql`select from agent_gathering where partner_id = ${partnerId} and collector_id = ${collectorId} for update`.execute(
    tx,
  )
  const { rows } = await sql<
    Gathering & { isOpen: boolean }
  >`select g.collection_id as "collectionId", g.posts, g.bytes::float8 as bytes,
      exists (select from collection c where c.partner_id = g.partner_id and c.collection_id = g.collection_id and c.state = 'uploading') as "isOpen"
    from agent_gathering g where g.partner_id = ${partnerId} and g.collector_id = ${collectorId}`.execute(tx)
  const [row] = rows
  return row?.isOpen ? row : { collectionId: null, posts: 0, bytes: 0 }
}

async function openCollection(call: AgentCall, { format }: Post): Promise<string> {
  const { tx, uploader } = call
  const { partnerId, customerId, collectorId } = uploader
  const collectionId = newId()
  const inventoryId = await inventoryOf(tx, partnerId, customerId, uploader.inventoryName)
  await sql`insert into collection (partner_id, customer_id, collection_id, inventory_id, collector_id, source, partial, state, mode, options,
      bytes, collected_at, created_by_name)
    values (${partnerId}, ${customerId}, ${collectionId}, ${inventoryId}, ${collectorId}, ${format === 'json' ? 'glpi' : 'fusioninventory'}, true,
      'uploading', 'good', '{"vendor": "", "partial": true, "posts": true}', 0, now(), ${uploader.name})`.execute(tx)
  await record(call, collectionId, 'collection.started', {})
  return collectionId
}

type Closing = {
  tx: Tx
  config: Config
  uploader: Pick<Uploader, 'partnerId' | 'collectorId' | 'name' | 'customerName' | 'inventoryName'>
}

/** The open collection becomes one upload of the day, and its work begins; false when the day's are used up. */
async function close(
  call: Closing & { request?: RequestFacts },
  { collectionId, posts }: { collectionId: string; posts: number },
  processJob: ProcessJob,
): Promise<boolean> {
  const { tx, uploader } = call
  const { partnerId, collectorId } = uploader
  const { rows } = await sql<{ inventoryId: string }>`select inventory_id as "inventoryId" from collection
    where partner_id = ${partnerId} and collection_id = ${collectionId} and state = 'uploading' for update`.execute(tx)
  const [row] = rows
  if (row && !(await takeUpload(tx, partnerId, row.inventoryId))) return false
  await sql`update agent_gathering set collection_id = null, posts = 0, bytes = 0, ended = false,
      closed_at = case when ${row !== undefined} then now() else closed_at end
    where partner_id = ${partnerId} and collector_id = ${collectorId}`.execute(tx)
  if (!row) return true // somebody withdrew it
  await sql`update collection set state = 'received', accepted_at = now()
    where partner_id = ${partnerId} and collection_id = ${collectionId}`.execute(tx)
  await enqueue(tx, processJob, { partnerId, collectionId })
  await record(call, collectionId, 'collection.received', { posts })
  return true
}

/** Closes the open collections whose time has come; one that finds the day's uploads used up goes on gathering until tomorrow. */
export async function closeDue({ db, config, signal }: JobContext, processJob: ProcessJob): Promise<void> {
  type Due = Closing['uploader'] & { collectionId: string; posts: number }
  const due = (tx: Tx, after: string, lock: boolean) =>
    sql<Due>`select g.partner_id as "partnerId", g.collector_id as "collectorId", g.collection_id as "collectionId", g.posts, c.name,
        cu.name as "customerName", c.inventory_name as "inventoryName"
      from agent_gathering g
      join collector c on c.partner_id = g.partner_id and c.collector_id = g.collector_id
      join customer cu on cu.partner_id = g.partner_id and cu.customer_id = g.customer_id
      where g.collection_id is not null and ${waits} and ${distance}
        and g.collector_id ${lock ? sql`=` : sql`>`} ${after}::uuid
      order by g.collector_id limit 1 ${lock ? sql`for update of g skip locked` : sql``}`.execute(tx)
  let after = '00000000-0000-0000-0000-000000000000'
  while (!signal.aborted) {
    const next = await inTransaction(db, { kind: 'system' }, async (tx) => (await due(tx, after, false)).rows[0])
    if (!next) return
    after = next.collectorId
    await inTransaction(db, { kind: 'system' }, async (tx) => {
      const [row] = (await due(tx, after, true)).rows
      if (row) await close({ tx, config, uploader: row }, row, processJob)
    })
  }
}

function record(
  call: Closing & { request?: RequestFacts },
  collectionId: string,
  action: string,
  detail: object,
): Promise<void> {
  const { collectorId, inventoryName } = call.uploader
  return auditGathering(call, {
    action,
    objectType: 'collection',
    objectId: collectionId,
    objectLabel: inventoryName,
    detail: { collector: collectorId, ...detail },
  })
}

/** What is done for an agent is recorded as its registration's. */
export function auditGathering(
  { tx, config, uploader, request }: Closing & { request?: RequestFacts },
  entry: { action: string; objectType: string; objectId: string; objectLabel: string; detail: object },
): Promise<void> {
  const { partnerId, customerName } = uploader
  const actor = {
    person: null,
    label: uploader.name,
    ...(request && { address: request.address, requestId: request.requestId }),
  }
  return audit(tx, config.secret, actor, {
    ...entry,
    partnerId,
    why: 'address of the registration',
    detail: { customer: customerName, ...entry.detail },
  })
}
