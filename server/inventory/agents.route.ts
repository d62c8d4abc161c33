import { deflateSync, gzipSync } from 'node:zlib'
import type { Context, Hono, MiddlewareHandler } from 'hono'
import { inTransaction } from '../platform/db/transaction.ts'
import { TableFault } from '../platform/files/table.ts'
import { AGENT_PATH, addressRefused, knockAgent, refuseAgent } from '../platform/http/agent.ts'
import { bytesLimit } from '../platform/http/bytes-limit.ts'
import type { AppVariables } from '../platform/http/guard.ts'
import { Problem } from '../platform/http/problem.ts'
import { callerAddress, networkOf, type RequestFacts } from '../platform/http/request.ts'
import type { Hooks, RouteDeps } from '../platform/http/route.ts'
import { errors } from './errors.ts'
import { type AgentCall, gather, noteVersion } from './gather.ts'
import { processJob } from './jobs.ts'
import { type HandedOut, handOut, isOwnDiscovery, noteDiscovery, noteReading } from './network-tasks.ts'
import { type Post, postLimits, readPost } from './read-post.ts'
import { requireUploads } from './receive.ts'

type Notes = Pick<Hooks, 'noteRefusal' | 'noteForgery'>

/**
 * Where FusionInventory and GLPI agents post (decision 31), as they are: XML or JSON, packed by zlib or gzip or not. The secret in the path
 * says for whom; nothing in a message does. A refusal is JSON with a `message`, which GLPI's agent logs; FusionInventory's logs the status.
 */
export function mountAgents(app: Hono<{ Variables: AppVariables }>, deps: RouteDeps, notes: Notes): void {
  const limit = bytesLimit(postLimits.bytes)
  const path = `${AGENT_PATH}/:token`
  app.post(path, (c) => answered(c, deps, notes, (hash, request) => post(c, deps, hash, request, limit)))
  // Tasks that are not configured here ask so whether they have anything to do.
  app.get(path, (c) => answered(c, deps, notes, async () => c.json({})))
}

async function answered(
  c: Context,
  deps: RouteDeps,
  notes: Notes,
  handle: (hash: string, request: RequestFacts) => Promise<Response>,
): Promise<Response> {
  const address = callerAddress(c, deps.config.trustedProxies)
  const request: RequestFacts = { requestId: c.get('requestId'), address, userAgent: c.req.header('user-agent') ?? '' }
  const network = networkOf(address)
  c.header('Cache-Control', 'no-store')
  let hash: string | undefined
  try {
    const entry = await knockAgent(
      deps.db,
      { c, token: c.req.param('token') ?? '', network },
      {
        ended: (refusal) => notes.noteRefusal({ ...refusal, deps, request }),
        unknown: () => notes.noteForgery({ deps, request, network }),
      },
    )
    hash = entry.hash
    return await handle(hash, request)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    // Whose live address it was learns of it, once an hour for each reason.
    const refusal = hash && error.status < 500 && (await refuseAgent(deps.db, hash, reasonOf(error)))
    if (refusal) await notes.noteRefusal({ ...refusal, deps, request })
    const { retryAfterSeconds } = error.options
    if (retryAfterSeconds) c.header('Retry-After', String(retryAfterSeconds))
    const { code, detail, requestId } = error.body(request.requestId)
    const message = detail ? `${error.message}: ${detail}` : error.message
    return c.json({ status: 'error', message, code, requestId }, error.status as 400)
  }
}

const reasonOf = ({ code, options }: Problem) => options.fields?.[0]?.code ?? code

async function post(
  c: Context,
  { db, config }: RouteDeps,
  hash: string,
  request: RequestFacts,
  limit: MiddlewareHandler,
): Promise<Response> {
  await limit(c, async () => {})
  const content = new Uint8Array(await c.req.arrayBuffer())
  const message = await understood(content)
  const answer = await inTransaction(db, { kind: 'agent', hash }, async (tx, _, uploader) => {
    if (!uploader) throw addressRefused()
    return answerTo(message, await taken({ tx, config, uploader, request }, message, content))
  })
  return packed(c, message, answer)
}

/**
 * What a message brings is kept; who asks for it is given something to do. Rows are locked in one order, whatever comes at once: what is
 * gathered, the registration, its network task.
 */
async function taken(call: AgentCall, message: Post, content: Uint8Array): Promise<HandedOut> {
  const { tx, uploader, request } = call
  const version = message.version || request.userAgent
  if (isOwnDiscovery(message, uploader)) {
    requireUploads(uploader)
    await noteVersion(tx, uploader, version)
    await noteDiscovery(tx, uploader, message)
  } else {
    await gather(call, message, content, processJob)
    await noteVersion(tx, uploader, version)
    await noteReading(tx, uploader, message)
  }
  return message.query === 'prolog' && message.format === 'xml'
    ? handOut(call)
    : { options: '', hours: uploader.intervalHours }
}

async function understood(content: Uint8Array): Promise<Post> {
  try {
    return await readPost(content)
  } catch (error) {
    if (!(error instanceof TableFault)) throw error
    const { code, message } = error
    throw errors.post_refused({ detail: message, fields: [{ path: 'body', code, message }] })
  }
}

/**
 * How often the agent comes again is what the registration expects of it, or when a network task of it is due. Tasks are given in XML only,
 * in the protocol of FusionInventory: how GLPI's agents are given them in JSON is not known here (decision 35).
 */
function answerTo({ format, query }: Post, { options, hours }: HandedOut): string {
  if (format === 'json') return JSON.stringify({ status: 'ok', ...(query === 'contact' && { expiration: hours }) })
  const inner = query === 'prolog' ? `<RESPONSE>SEND</RESPONSE><PROLOG_FREQ>${hours}</PROLOG_FREQ>${options}` : ''
  return `<?xml version="1.0" encoding="UTF-8"?>\n<REPLY>${inner}</REPLY>\n`
}

function packed(c: Context, { packing, format }: Post, answer: string): Response {
  const types = {
    zlib: 'application/x-compress-zlib',
    gzip: 'application/x-compress-gzip',
    plain: `application/${format}`,
  }
  c.header('Content-Type', types[packing])
  if (packing === 'plain') return c.body(answer)
  return c.body(new Uint8Array(packing === 'gzip' ? gzipSync(answer) : deflateSync(answer)))
}
