import { createHmac, randomBytes } from 'node:crypto'
import { Kysely, PostgresDialect } from 'kysely'
import { createApp } from '../server/app.ts'
import { listCustomers } from '../server/customers/queries.ts'
import { sessionCookieName, sessionSecret } from '../server/platform/http/session-cookie.ts'
import type { DB } from '../server/schema.ts'
import { fillSponsored } from './fill.ts'
import { type BenchDatabase, type Measurement, mean, measure, openBenchDatabase, report, round } from './support.ts'

/**
 * An authenticated request — cookie checked, principal looked up, row-level security set, one list of 50 rows, answer
 * validated and written as JSON — against the very same SQL on the bare driver as the owner, without row security.
 */
export async function run({ quick }: { quick: boolean }): Promise<void> {
  const size = quick
    ? { partners: 10, sponsorships: 1_000, people: 10_000 }
    : { partners: 100, sponsorships: 20_000, people: 200_000 }
  const database = await openBenchDatabase(10)
  try {
    await fillSponsored(database.owner, size)
    const { cookie, partnerId } = await administrator(database)
    const app = createApp({ config: database.config, db: database.app.db, log: database.log })
    const path = `/api/v1/partners/${partnerId}/customers?limit=50`
    const request = (url: string) => app.request(url, { headers: { cookie } })
    const first = (await (await request(path)).json()) as { items: unknown[]; nextCursor: string }
    if (first.items?.length !== 50) throw new Error(`expected 50 customers, got ${JSON.stringify(first).slice(0, 500)}`)
    // The second page is one list query; the first also counts.
    const second = `${path}&cursor=${encodeURIComponent(first.nextCursor)}`
    const { text, values } = await capture(database, partnerId, first.nextCursor)
    // In turns, so that a machine that slows down meanwhile slows both.
    const [rounds, seconds] = quick ? [2, 1] : [5, 2]
    const bares: Measurement[] = []
    const requestings: Measurement[] = []
    for (let round = 0; round < rounds; round++) {
      bares.push(await measure(seconds, 8, () => database.owner.query(text, values)))
      requestings.push(
        await measure(seconds, 8, async () => {
          const response = await request(second)
          if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`)
          await response.text()
        }),
      )
    }
    const [bare, requests] = [mean(bares), mean(requestings)]
    const me = await measure(seconds, 8, async () => (await request('/api/v1/account/sessions')).text())
    report({
      name: 'session',
      figure: round(requests),
      unit: 'requests/s',
      baseline: round(bare),
      ratio: round(requests / bare),
      detail: { ...size, requests: requestings, bare: bares, sessionList: me },
    })
  } finally {
    await database.close()
  }
}

async function administrator({ owner, config }: BenchDatabase): Promise<{ cookie: string; partnerId: string }> {
  const { rows } = await owner.query(
    `select p.partner_id, u.id from (select partner_id from partner limit 1) p, (select id from auth."user" limit 1) u`,
  )
  const { partner_id: partnerId, id } = rows[0] as { partner_id: string; id: string }
  await owner.query(
    `insert into membership (partner_id, account_id, sponsors, first_name, last_name, email) values ($1, $2, true, 'Bench', 'Administrator', 'bench@example.com')`,
    [partnerId, id],
  )
  const token = randomBytes(24).toString('hex')
  await owner.query(
    `insert into auth.session (id, token, "userId", "expiresAt") values (gen_random_uuid(), $1, $2, now() + interval '1 hour')`,
    [token, id],
  )
  const signature = createHmac('sha256', sessionSecret(config.secret)).update(token).digest('base64')
  return { cookie: `${sessionCookieName}=${encodeURIComponent(`${token}.${signature}`)}`, partnerId }
}

/** The SQL that the operation sends, taken from the operation itself, so that both sides ask the same. */
async function capture(
  { owner }: BenchDatabase,
  partnerId: string,
  cursor: string,
): Promise<{ text: string; values: unknown[] }> {
  let captured: { text: string; values: unknown[] } | undefined
  const db = new Kysely<DB>({
    dialect: new PostgresDialect({ pool: owner }),
    log: (event) => {
      if (event.query.sql.includes('customer'))
        captured = { text: event.query.sql, values: [...event.query.parameters] }
    },
  })
  await db.transaction().execute((tx) =>
    listCustomers(tx, partnerId, {
      sort: 'name',
      limit: 50,
      after: JSON.parse(Buffer.from(cursor, 'base64url').toString()) as string[],
    }).then((rows) => rows.length),
  )
  if (!captured) throw new Error('the list query was not captured')
  return captured
}
