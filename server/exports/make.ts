import { addresseeOf } from '../alerts/index.ts'
import { catalogue, sendMail } from '../messages/index.ts'
import { type Entry, inTransaction, type Principal, type Tx } from '../platform/db/transaction.ts'
import { readFields } from '../platform/http/input.ts'
import { Problem } from '../platform/http/problem.ts'
import type { FileAnswer } from '../platform/http/route.ts'
import type { JobContext } from '../platform/jobs/job.ts'
import { fileRoutes } from './lists.ts'
import { beginExport, endExport, reachOf, type Work, writeChunk, writeReach } from './queries.ts'

/** A job is tried so often; after the last the file could not be made. */
export const attempts = 4
/** Of a file in the database. */
const PIECE = 64 * 1024
/** What one file may have at most. */
const MOST_BYTES = 2 * 1024 * 1024 * 1024

/** It was deleted, or somebody else makes it. */
class NotMine extends Error {}
/** There will be no file, however often it is tried. */
class NoFile extends Error {
  readonly fault: 'access_lost' | 'refused' | 'too_large'
  constructor(fault: NoFile['fault']) {
    super(fault)
    this.fault = fault
  }
}

/**
 * Makes the file as if its reader downloaded it now: by the very route, in transactions that begin as theirs, until they have no
 * access any more. What fails for another reason (they lost a customer meanwhile, the process stopped) is begun anew.
 */
export async function makeExport(context: JobContext, exportId: string): Promise<void> {
  const { attempt, signal, log } = context
  const work = await asSystem(context, (tx) => beginExport(tx, exportId))
  if (!work) return
  try {
    await keep(context, work, await fileOf(context, work))
    await end(context, work, 'ready', null)
  } catch (error) {
    if (error instanceof NotMine) return
    if (!(error instanceof NoFile) && (signal.aborted || attempt < attempts)) throw error
    log.warn({ error, exportId }, 'a file could not be made')
    await end(context, work, 'failed', error instanceof NoFile ? error.fault : 'not_made')
  }
}

const asSystem = <T>({ db }: JobContext, fn: (tx: Tx) => Promise<T>) => inTransaction(db, { kind: 'system' }, fn)

/** The route's own answer to its reader, and what they reach as it is given. */
async function fileOf(context: JobContext, work: Work): Promise<FileAnswer> {
  const route = fileRoutes[work.list]
  const entry: Entry = { kind: 'export', exportId: work.exportId }
  const { partnerId } = work
  const { data: query } = readFields(route.query, { ...work.query, format: work.format }, 'query')
  if (query === undefined) throw new NoFile('refused')
  const { db, config, log } = context
  const begun = await inTransaction(db, entry, async (tx, principal) => {
    if (!principal?.partner || route.allow?.(principal)) throw new NoFile('access_lost')
    const call = { tx, principal, entry, params: { partnerId }, query, deps: { db, config, log } }
    const file = await route.handle({ ...call, request: { ...work.asked, userAgent: '' } } as never)
    const total = file instanceof Problem ? undefined : await (file as FileAnswer).table?.count?.(tx)
    return { file: file as FileAnswer | Problem, total, reader: principal, customers: await reachOf(tx) }
  }).catch((error: unknown) => {
    throw error instanceof Problem ? new NoFile('refused') : error
  })
  if (begun.file instanceof Problem) throw new NoFile('refused')
  const { reader, customers, total } = begun
  const made = { role: roleIn(reader), customers, total: total ?? null }
  if (!(await asSystem(context, (tx) => writeReach(tx, work, made)))) throw new NotMine()
  return begun.file
}

const roleIn = ({ partner }: Principal) => partner?.role ?? null

async function keep(context: JobContext, work: Work, { file, table }: FileAnswer): Promise<void> {
  let total = 0
  for await (const piece of pieces(file)) {
    context.signal.throwIfAborted()
    total += piece.length
    if (total > MOST_BYTES) throw new NoFile('too_large')
    if (!(await asSystem(context, (tx) => writeChunk(tx, work, piece, table?.rows() ?? 0)))) throw new NotMine()
  }
}

/** A file in pieces of no less than that, but the last. */
async function* pieces(file: FileAnswer['file']): AsyncGenerator<Uint8Array> {
  const source = file instanceof ReadableStream ? file : [typeof file === 'string' ? Buffer.from(file) : file]
  let waiting: Uint8Array[] = []
  let size = 0
  for await (const part of source as AsyncIterable<Uint8Array>) {
    waiting.push(part)
    size += part.length
    if (size < PIECE) continue
    yield Buffer.concat(waiting)
    waiting = []
    size = 0
  }
  if (size > 0) yield Buffer.concat(waiting)
}

/** The notice is sent when, and only when, the file is there, or will not come. */
async function end(context: JobContext, work: Work, state: 'ready' | 'failed', fault: string | null): Promise<void> {
  await asSystem(context, async (tx) => {
    if (!(await endExport(tx, work, state, fault))) return
    const person = await addresseeOf(tx, work)
    if (!person) return
    const { language, firstName, email, partner } = person
    const link = `${context.config.origin}/partner/${work.partnerId}/exports`
    const addressed = { to: email, language, partnerId: work.partnerId }
    const list = catalogue.text(language, `export_lists.${work.list}`)
    await sendMail(tx, context.config, {
      ...addressed,
      template: state === 'ready' ? 'export_ready' : 'export_failed',
      params: { firstName, partner, list, link },
    })
  })
}
