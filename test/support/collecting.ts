import { alertsOfDevices } from '../../server/alerts/index.ts'
import { recomputeCoverage } from '../../server/coverage/index.ts'
import { releaseBlocked } from '../../server/inventory/blocked.ts'
import { forgetAbandoned } from '../../server/inventory/chunks.ts'
import { checkJob, processJob } from '../../server/inventory/jobs.ts'
import { inTransaction } from '../../server/platform/db/transaction.ts'
import type { Actor } from './people.ts'
import type { Reply, World } from './world.ts'

export type CollectCase = ReturnType<typeof collecting>

/** Uploads inventory of one customer as `actor`, with the jobs run at once in this process. */
export function collecting(world: World, actor: Actor, of: { partnerId: string; customerId: string }) {
  const base = `/api/v1/partners/${of.partnerId}/collections`
  const context = { ...world.deps, signal: new AbortController().signal, attempt: 1 }

  async function upload(
    content: string | Uint8Array<ArrayBuffer>,
    query: Record<string, string> = {},
    as: Actor | null = actor,
  ): Promise<Reply> {
    const given = new URLSearchParams({ customerId: of.customerId, name: 'file', vendor: 'Cisco', ...query })
    const response = await world.app.request(`${base}?${given}`, {
      method: 'POST',
      body: content,
      headers: {
        origin: world.config.origin,
        'content-type': 'application/octet-stream',
        ...(as && { cookie: as.cookie }),
      },
    })
    const text = await response.text()
    return { status: response.status, body: JSON.parse(text), headers: response.headers, text }
  }

  const id = (collectionId: string) => ({ partnerId: of.partnerId, collectionId })
  const read = async (collectionId: string) => (await world.call(actor, 'GET', `${base}/${collectionId}`)).body
  const act = (collectionId: string, act: string, body?: unknown) =>
    world.call(actor, 'POST', `${base}/${collectionId}/${act}`, body)

  async function checked(content: string | Uint8Array<ArrayBuffer>, query: Record<string, string> = {}) {
    const made = await upload(content, query)
    if (made.status !== 201) throw new Error(made.text)
    await checkJob.handle(id(made.body.collectionId), context)
    return read(made.body.collectionId)
  }

  const work = async (collectionId: string) => {
    await processJob.handle(id(collectionId), context)
    return read(collectionId)
  }

  /** Uploads, checks, accepts and processes. */
  async function take(
    content: string | Uint8Array<ArrayBuffer>,
    query: Record<string, string> = {},
    mode: 'all' | 'good' = 'all',
  ) {
    const { collectionId } = await checked(content, query)
    const accepted = await act(collectionId, 'accept', { mode })
    if (accepted.status !== 202) throw new Error(accepted.text)
    return work(collectionId)
  }

  /** What a change of contracts sets going. */
  async function contractsChanged(): Promise<number> {
    await recomputeCoverage(world.db, alertsOfDevices)
    return inTransaction(world.db, { kind: 'system' }, (tx) => releaseBlocked(tx, processJob))
  }

  /** Deletes what nobody needs any more, as a job does every few minutes. */
  const tidied = () => inTransaction(world.db, { kind: 'system' }, forgetAbandoned)

  async function devices(query = ''): Promise<Record<string, unknown>[]> {
    return (await world.call(actor, 'GET', `/api/v1/partners/${of.partnerId}/devices?limit=100${query}`)).body.items
  }

  async function differences(from: string, to: string): Promise<string[]> {
    const { items } = (await world.call(actor, 'GET', `${base}/${to}/differences?from=${from}`)).body
    return items.map((one: { status: string; hostname: string; changes: { field: string }[] }) =>
      `${one.status} ${one.hostname} ${one.changes.map(({ field }) => field).join(',')}`.trim(),
    )
  }

  return { base, upload, checked, act, read, work, take, contractsChanged, tidied, devices, differences }
}

/** Records as lines of our own NDJSON. */
export const ndjson = (...records: object[]) => records.map((record) => JSON.stringify(record)).join('\n')
