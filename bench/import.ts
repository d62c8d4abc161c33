import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { applyImport } from '../server/imports/apply.ts'
import { checkImport } from '../server/imports/check.ts'
import { guessMapping, importFields, standardOptions } from '../server/imports/fields.ts'
import { storeFile } from '../server/imports/file.ts'
import { inTransaction } from '../server/platform/db/transaction.ts'
import { newId } from '../server/platform/ids.ts'
import { type BenchDatabase, openBenchDatabase, report, round } from './support.ts'

/**
 * A file of contract lines, from its bytes to records: the check (every row read, validated, compared) and applying it, all
 * durable and under row security; then the same file again, which changes nothing. The baseline is the database's own COPY of
 * the same file into a bare table, the fastest there is, which checks nothing.
 */
export async function run({ quick }: { quick: boolean }): Promise<void> {
  const size = quick
    ? { partners: 20, customers: 200, contracts: 500, lines: 10_000 }
    : { partners: 500, customers: 5_000, contracts: 10_000, lines: 200_000 }
  const database = await openBenchDatabase(8)
  try {
    await fill(database, size)
    const file = Buffer.from(lines(size))
    const bare = await copy(database, file)
    const first = await importFile(database, file)
    const again = await checkFile(database, await upload(database, file))
    const seconds = first.check + first.apply
    report({
      name: 'import',
      figure: Math.round(size.lines / seconds),
      unit: 'lines/s',
      baseline: Math.round(size.lines / bare),
      ratio: round(bare / seconds, 3),
      detail: {
        ...size,
        megabytes: round(file.length / 1e6, 1),
        checkSeconds: round(first.check),
        applySeconds: round(first.apply),
        checkPerSecond: Math.round(size.lines / first.check),
        applyPerSecond: Math.round(size.lines / first.apply),
        unchangedPerSecond: Math.round(size.lines / again),
        copySeconds: round(bare),
        peakMegabytes: Math.round(process.memoryUsage.rss() / 1e6),
      },
    })
  } finally {
    await database.close()
  }
}

type Size = { partners: number; customers: number; contracts: number; lines: number }

async function fill({ owner }: BenchDatabase, size: Size): Promise<void> {
  await owner.query(
    `insert into contract_type (contract_type_id, name, qualifies_support_service) values (gen_random_uuid(), 'Gold', true)`,
  )
  await owner.query(
    `insert into partner (partner_id, name, name_norm) select gen_random_uuid(), 'Partner ' || n, 'partner ' || n from generate_series(0, $1 - 1) n`,
    [size.partners],
  )
  await owner.query(
    `insert into customer (partner_id, customer_id, name, name_norm)
     select p.partner_id, gen_random_uuid(), 'Customer ' || n, 'customer ' || n
     from generate_series(0, $1 - 1) n join partner p on p.name = 'Partner ' || (n % $2)`,
    [size.customers, size.partners],
  )
  await owner.query('analyze')
}

function lines(size: Size): string {
  const rows = [importFields.join(',')]
  const perContract = size.lines / size.contracts
  for (let n = 0; n < size.lines; n += 1) {
    const contract = Math.floor(n / perContract)
    const customer = contract % size.customers
    rows.push(
      `Partner ${customer % size.partners},SC-${100_000 + contract},Gold,Customer ${customer},2026-01-01,2027-12-31,` +
        `FOC${2_000_000 + n}X,Acme,C9300-${n % 300},8x5xNBD,2026-01-01,2027-0${1 + (n % 9)}-28`,
    )
  }
  return rows.join('\n')
}

async function copy({ owner, config }: BenchDatabase, file: Buffer): Promise<number> {
  const path = join(config.dataDir, 'lines.csv')
  writeFileSync(path, file)
  chmodSync(path, 0o644)
  await owner.query(`create table bare (${importFields.map((field) => `"${field}" text`).join(', ')})`)
  const started = performance.now()
  await owner.query(`copy bare from '${path}' csv header`)
  const seconds = (performance.now() - started) / 1000
  await owner.query('drop table bare')
  return seconds
}

async function upload({ app }: BenchDatabase, file: Buffer): Promise<string> {
  const importId = newId()
  await inTransaction(app.db, { kind: 'system' }, async (tx) => {
    await tx
      .insertInto('import')
      .values({
        import_id: importId,
        file_name: 'bench.csv',
        format: 'csv',
        bytes: file.length,
        sha256: '',
        header: [...importFields],
        sample: '[]',
        mapping: JSON.stringify(guessMapping(importFields)),
        options: JSON.stringify(standardOptions),
        state: 'checking',
        created_by: newId(),
        created_by_name: 'Bench',
        starter: JSON.stringify({
          accountId: newId(),
          firstName: 'Bench',
          lastName: 'Mark',
          email: 'bench@example.com',
          language: 'en',
        }),
      })
      .execute()
    await storeFile(
      tx,
      importId,
      (async function* () {
        yield file
      })(),
    )
  })
  return importId
}

const context = ({ app, config, log }: BenchDatabase) => ({
  db: app.db,
  config,
  log,
  signal: new AbortController().signal,
  attempt: 1,
})

async function checkFile(database: BenchDatabase, importId: string): Promise<number> {
  const started = performance.now()
  await checkImport(context(database), importId)
  const seconds = (performance.now() - started) / 1000
  await requireState(database, importId, 'checked')
  return seconds
}

async function importFile(database: BenchDatabase, file: Buffer): Promise<{ check: number; apply: number }> {
  const importId = await upload(database, file)
  const check = await checkFile(database, importId)
  await database.owner.query(`update import set state = 'applying', mode = 'all' where import_id = $1`, [importId])
  const started = performance.now()
  await applyImport(context(database), importId)
  const apply = (performance.now() - started) / 1000
  await requireState(database, importId, 'applied')
  return { check, apply }
}

async function requireState({ app }: BenchDatabase, importId: string, state: string): Promise<void> {
  const { rows } = await inTransaction(app.db, { kind: 'system' }, (tx) =>
    sql<{
      state: string
      counts: { errors: number }
      fault: unknown
    }>`select state, counts, fault from import where import_id = ${importId}`.execute(tx),
  )
  if (rows[0]?.state !== state || rows[0].counts.errors > 0) throw new Error(`the import is ${JSON.stringify(rows[0])}`)
}
