import { renderStored } from '../messages/index.ts'
import { inTransaction } from '../platform/db/transaction.ts'
import type { RouteDeps } from '../platform/http/route.ts'
import type { AnyJob } from '../platform/jobs/job.ts'

/** How the application is made; a slice knows no application itself. */
export type MakeApp = (deps: RouteDeps) => {
  request: (path: string, init: RequestInit) => Response | Promise<Response>
}

/** Somebody signed in; `address` is where they seem to call from. */
export type Person = { email: string; cookie: string; address: string }

// biome-ignore lint/suspicious/noExplicitAny: the seed reads a few fields of many answers
type Answer = any

/**
 * Calls the API in this very process, so that the demonstration world comes about by the operations themselves: with their
 * checks, audit entries and mails. A refusal is thrown.
 */
export function connect(deps: RouteDeps, createApp: MakeApp) {
  // Everybody has an address of their own, as in life; otherwise the limits per address would stop the seeding.
  const app = createApp({ ...deps, config: { ...deps.config, trustedProxies: 1 } })
  let addresses = 0

  async function request(
    who: Person | string,
    method: string,
    path: string,
    body?: unknown,
    type = 'application/json',
  ): Promise<Response> {
    const address = typeof who === 'string' ? who : who.address
    const response = await app.request(`/api/v1${path}`, {
      method: method.toUpperCase(),
      headers: {
        origin: deps.config.origin,
        'x-forwarded-for': address,
        'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
        ...(typeof who !== 'string' && { cookie: who.cookie }),
        ...(body !== undefined && { 'content-type': type }),
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    return response
  }

  async function call(who: Person | string, method: string, path: string, body?: unknown): Promise<Answer> {
    return answerOf(await request(who, method, path, body), `${method} ${path}`)
  }

  /** What a program sends that is no person and has no cookie. */
  async function machine(
    method: string,
    path: string,
    body: Uint8Array<ArrayBuffer>,
    headers: Record<string, string>,
  ): Promise<Answer> {
    return answerOf(await app.request(`/api/v1${path}`, { method, headers, body }), `${method} ${path}`)
  }

  /** What an agent that is not ours posts to its address, packed. */
  async function agent(address: string, body: Uint8Array<ArrayBuffer>, program: string): Promise<void> {
    const headers = { 'content-type': 'application/x-compress-zlib', 'user-agent': program }
    const response = await app.request(new URL(address).pathname, { method: 'POST', headers, body })
    if (!response.ok) throw new Error(`the demonstration world: an agent was refused: ${await response.text()}`)
  }

  /** Sends a file as it is. */
  async function upload(who: Person, path: string, content: string, type: string): Promise<Answer> {
    return answerOf(await request(who, 'post', path, content, type), `upload to ${path}`)
  }

  /** Does at once what a worker would do a moment later; the worker then finds it done. */
  async function work(jobs: readonly AnyJob[], name: string, data: object): Promise<void> {
    const job = jobs.find((candidate) => candidate.name === name)
    if (!job) throw new Error(`the demonstration world: there is no job ${name}`)
    const signal = new AbortController().signal
    await job.handle(job.schema.parse(data), { ...deps, signal, attempt: 1 })
  }

  function newAddress(): string {
    addresses += 1
    return `198.51.100.${addresses}`
  }

  async function signIn(email: string, password: string, address = newAddress()): Promise<Person> {
    const response = await request(address, 'post', '/account/sign-in', { email, password })
    if (!response.ok) throw new Error(`the demonstration world: ${email} cannot sign in: ${await response.text()}`)
    const cookie = response.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ')
    return { email, cookie, address }
  }

  /** What the link in the newest message of a kind to somebody carries behind #t=. */
  function tokenMailedTo(email: string, template: string): Promise<string> {
    return inTransaction(deps.db, { kind: 'system' }, async (tx) => {
      const row = await tx
        .selectFrom('mail_message')
        .selectAll()
        .where('to_address', '=', email)
        .where('template', '=', template)
        .orderBy('mail_id', 'desc')
        .limit(1)
        .executeTakeFirst()
      const mail = row && (await renderStored(tx, deps.config, row))
      const token = /#t=([\w-]+)/.exec(mail?.text ?? '')?.[1]
      if (!token) throw new Error(`the demonstration world: no ${template} was mailed to ${email}`)
      return token
    })
  }

  return { call, machine, agent, upload, work, signIn, newAddress, tokenMailedTo }
}

async function answerOf(response: Response, what: string): Promise<Answer> {
  const text = await response.text()
  if (!response.ok) throw new Error(`the demonstration world: ${what} was refused: ${response.status} ${text}`)
  return text ? JSON.parse(text) : undefined
}

export type Client = ReturnType<typeof connect>
