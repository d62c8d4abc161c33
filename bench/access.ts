import { sql } from 'kysely'
import { createDecider } from '../server/entitlements/decide.ts'
import { inTransaction } from '../server/platform/db/transaction.ts'
import { fillSponsored } from './fill.ts'
import { measure, openBenchDatabase, report, round } from './support.ts'

/**
 * Access decisions (R35) among a million people and 50,000 sponsorships: may this person use this entitlement now? The
 * baseline is the cheapest question a database can be asked about a person, one row by primary key on the bare driver.
 */
export async function run({ quick }: { quick: boolean }): Promise<void> {
  const size = quick
    ? { partners: 50, sponsorships: 2_000, people: 40_000 }
    : { partners: 500, sponsorships: 50_000, people: 1_000_000 }
  const database = await openBenchDatabase(8)
  try {
    const startedAt = performance.now()
    const accounts = await fillSponsored(database.owner, size)
    console.error(`filled ${size.people} people in ${round((performance.now() - startedAt) / 1000, 1)} s`)
    const account = (index: number) => accounts[(index * 7919) % accounts.length] ?? ''
    const entitlements = ['bench.allowed0', 'bench.allowed1', 'bench.refused0']
    const seconds = quick ? 2 : 8
    let yes = 0
    const ask = createDecider(database.app.db)
    const decide = async (index: number) => {
      if (await ask(account(index), entitlements[index % 3] ?? '')) yes += 1
    }
    const bare = await measure(seconds, 8, (index) =>
      database.owner.query({
        name: 'bare',
        text: 'select id from auth."user" where id = $1',
        values: [account(index)],
      }),
    )
    const decisions = await measure(seconds, 8, decide)
    const single = await measure(seconds / 2, 1, decide)
    const explained = await measure(seconds / 2, 8, (index) =>
      inTransaction(
        database.app.db,
        { kind: 'system' },
        (tx) => sql`select * from app.access_of(${account(index)}::uuid)`.execute(tx),
        { readOnly: true },
      ),
    )
    report({
      name: 'access',
      figure: decisions.perSecond,
      unit: 'decisions/s',
      baseline: bare.perSecond,
      ratio: round(decisions.perSecond / bare.perSecond),
      detail: { ...size, decisions, single, explained, bare, heldShare: round(yes / (decisions.count + single.count)) },
    })
  } finally {
    await database.close()
  }
}
