import { createHmac, randomBytes } from 'node:crypto'
import type pg from 'pg'
import { createApp } from '../server/app.ts'
import { sessionCookieName, sessionSecret } from '../server/platform/http/session-cookie.ts'
import { type BenchDatabase, measure, openBenchDatabase, report, round } from './support.ts'

/**
 * The matrix of associations (R20, R21) at 300 people × 2,000 customers with 60,000 associations: what a request costs that
 * reads all of it, or a window, or changes 5,000 cells at once, against the bare query of the associations in it as the owner.
 */
export async function run({ quick }: { quick: boolean }): Promise<void> {
  const size = quick ? { people: 60, customers: 400, each: 40 } : { people: 300, customers: 2000, each: 200 }
  const database = await openBenchDatabase(4)
  try {
    const { partnerId, accountId } = await fill(database.owner, size)
    const cookie = await session(database, accountId)
    const app = createApp({ config: database.config, db: database.app.db, log: database.log })
    const url = `/api/v1/partners/${partnerId}/associations`
    const call = async (path: string, body?: object) => {
      const headers = { cookie, origin: database.config.origin, 'content-type': 'application/json' }
      const response = await app.request(
        path,
        body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers },
      )
      if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
      return response.json() as Promise<{
        effect: string
        people: { items: { accountId: string; role: string }[] }
        customers: { items: { customerId: string }[] }
      }>
    }
    const seconds = quick ? 1 : 5
    const whole = `${url}?peopleCount=${size.people + 1}&customersCount=${size.customers}`
    const axes = await call(whole)
    const people = axes.people.items.filter(({ role }) => role === 'user').map((one) => one.accountId)
    const customers = axes.customers.items.map((one) => one.customerId)
    const bare = await measure(seconds, 1, () =>
      database.owner.query({
        name: 'bare',
        text: `select account_id, customer_id, ends_at from association where partner_id = $1
          and account_id = any($2::uuid[]) and customer_id = any($3::uuid[])`,
        values: [partnerId, people, customers],
      }),
    )
    const read = await measure(seconds, 1, () => call(whole))
    const window = await measure(seconds, 1, () => call(`${url}?peopleCount=50&customersCount=250`))
    const changes = await changeCells(call, url, people.slice(0, 50), customers.slice(0, 100))
    report({
      name: 'associations',
      figure: read.p50Ms,
      unit: 'ms per read of the whole matrix',
      baseline: bare.p50Ms,
      ratio: round(read.p50Ms / bare.p50Ms),
      detail: { ...size, whole: read, window, bare, cellsChanged: 50 * 100, ...changes },
    })
  } finally {
    await database.close()
  }
}

type Call = (path: string, body?: object) => Promise<{ effect: string }>

/** Gives 50 people 100 customers each until a day, and the next time until another: every cell changes every time. */
async function changeCells(call: Call, url: string, people: string[], customers: string[]) {
  const times: { preview: number; change: number }[] = []
  for (let n = 1; n <= 7; n += 1) {
    const endsAt = new Date(Date.now() + n * 86_400_000).toISOString()
    const body = { changes: [{ people, customers, act: 'give', endsAt }] }
    const from = performance.now()
    const { effect } = await call(`${url}/preview`, body)
    const previewed = performance.now()
    await call(url, { ...body, effect, reason: 'bench' })
    times.push({ preview: previewed - from, change: performance.now() - previewed })
  }
  const median = (of: number[]) => round(of.sort((a, b) => a - b)[Math.floor(of.length / 2)] ?? 0, 1)
  return { previewMs: median(times.map((one) => one.preview)), changeMs: median(times.map((one) => one.change)) }
}

/** One partner as the owner: people with `each` customers, all customers with a service in force; and who manages them. */
async function fill(owner: pg.Pool, size: { people: number; customers: number; each: number }) {
  const one = async (text: string, values: unknown[] = []) =>
    (await owner.query(text, values)).rows[0] as Record<string, string>
  const { type = '' } = await one(`insert into contract_type (contract_type_id, name, qualifies_support_service)
    values (gen_random_uuid(), 'Bench service', true) returning contract_type_id as type`)
  const { partner = '' } = await one(`insert into partner (partner_id, name, name_norm)
    values (gen_random_uuid(), 'Bench', 'bench') returning partner_id as partner`)
  await owner.query(
    `insert into customer (partner_id, customer_id, name, name_norm, purchase)
     select $1, gen_random_uuid(), 'Customer ' || n, 'customer ' || lpad(n::text, 6, '0'), '' from generate_series(1, $2::int) n`,
    [partner, size.customers],
  )
  await owner.query(
    `insert into contract (partner_id, contract_id, number, number_norm, contract_type_id, customer_id, starts_at, ends_at)
     select $1, gen_random_uuid(), 'B' || name, 'B' || name, $2, customer_id, now() - interval '1 year', now() + interval '1 year'
     from customer where partner_id = $1`,
    [partner, type],
  )
  await owner.query(
    `with who as (insert into auth."user" (id, name, email, "emailVerified", "firstName", "lastName")
       select gen_random_uuid(), 'Person ' || n, 'bench' || n || '@example.com', true, 'Person', lpad(n::text, 4, '0')
       from generate_series(0, $2::int) n returning id, email, "lastName")
     insert into membership (partner_id, account_id, role, first_name, last_name, name_norm, email)
     select $1, id, case when "lastName" = '0000' then 'admin' else 'user' end, 'Person', "lastName", "lastName", email from who`,
    [partner, size.people],
  )
  await owner.query(
    `insert into association (partner_id, account_id, customer_id, given_by, given_by_name)
     select $1, m.account_id, c.customer_id, m.account_id, 'Bench' from membership m
     cross join lateral (select customer_id from customer where partner_id = $1
       order by md5(customer_id::text || m.account_id::text) limit $2) c
     where m.partner_id = $1 and m.role = 'user'`,
    [partner, size.each],
  )
  await owner.query('vacuum analyze')
  const { account = '' } = await one(`select account_id as account from membership where role = 'admin'`)
  return { partnerId: partner, accountId: account }
}

async function session({ owner, config }: BenchDatabase, accountId: string): Promise<string> {
  const token = randomBytes(24).toString('hex')
  await owner.query(
    `insert into auth.session (id, token, "userId", "expiresAt", "updatedAt") values (gen_random_uuid(), $1, $2, now() + interval '1 day', now())`,
    [token, accountId],
  )
  const signature = createHmac('sha256', sessionSecret(config.secret)).update(token).digest('base64')
  return `${sessionCookieName}=${encodeURIComponent(`${token}.${signature}`)}`
}
