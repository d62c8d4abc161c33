import { applyJob, checkJob } from '../../server/imports/jobs.ts'
import type { Actor } from './people.ts'
import type { Reply, World } from './world.ts'

export type ImportCase = ReturnType<typeof importing>

/** Uploads, checks and applies files as `actor`, with the jobs run at once in this process. */
export function importing(world: World, actor: Actor) {
  const base = '/api/v1/vendor/imports'
  const context = { ...world.deps, signal: new AbortController().signal, attempt: 1 }

  async function upload(
    content: string | Uint8Array<ArrayBuffer>,
    given: { name?: string; type?: string; as?: Actor | null } = {},
  ): Promise<Reply> {
    const as = given.as === undefined ? actor : given.as
    const response = await world.app.request(`${base}?name=${encodeURIComponent(given.name ?? 'file.csv')}`, {
      method: 'POST',
      body: content,
      headers: {
        origin: world.config.origin,
        'content-type': given.type ?? 'text/csv',
        ...(as && { cookie: as.cookie }),
      },
    })
    const text = await response.text()
    return { status: response.status, body: JSON.parse(text), headers: response.headers, text }
  }

  const start = (importId: string, act: string, body?: unknown) =>
    world.call(actor, 'POST', `${base}/${importId}/${act}`, body)
  const read = async (importId: string) => (await world.call(actor, 'GET', `${base}/${importId}`)).body

  async function check(importId: string, options: object = {}, mapping?: object) {
    const reply = await start(importId, 'check', { mapping: mapping ?? (await read(importId)).mapping, options })
    if (reply.status !== 202) throw new Error(reply.text)
    await checkJob.handle({ importId }, context)
    return read(importId)
  }

  async function apply(importId: string, mode: 'all' | 'good' = 'all', reason = 'As agreed') {
    const reply = await start(importId, 'apply', { mode, reason })
    if (reply.status !== 202) throw new Error(reply.text)
    await applyJob.handle({ importId }, context)
    const row = await read(importId)
    if (row.state !== 'applied') throw new Error(`${row.state}: ${JSON.stringify(row.fault)}`)
    return row
  }

  async function checked(content: string, options: object = {}, type?: string) {
    const { body } = await upload(content, { ...(type && { type }) })
    return check(body.importId, { dateOrder: body.options.dateOrder, ...options })
  }

  /** As `row column code value`. */
  async function findings(importId: string): Promise<string[]> {
    const { items } = (await world.call(actor, 'GET', `${base}/${importId}/findings?limit=100`)).body
    return items.map((one: { row: number; column: string; code: string; value: string }) =>
      `${one.row} ${one.column ?? '-'} ${one.code} ${one.value}`.trim(),
    )
  }

  return { upload, start, read, check, apply, checked, findings, context }
}
