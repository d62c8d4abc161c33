import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { storeChunk } from '../server/inventory/chunks.ts'
import { copyIn } from '../server/platform/db/copy.ts'
import { inTransaction } from '../server/platform/db/transaction.ts'
import { newId } from '../server/platform/ids.ts'
import { type BenchDatabase, openBenchDatabase, report, round } from './support.ts'

/**
 * Collections of one customer, as our collector sends them, from the committed upload to shown and matched with its contract lines:
 * unpacked, checked, compared, written with their versions under row security, durable; by a process of its own, started as the server
 * is. First all devices are new, then the same again (a small row each), then a twentieth changed. The baseline is COPY of the same
 * bytes, a line a row, into a bare table in the same run: the fastest there is, which understands nothing. `--million`: ten times as
 * many, for the memory; `--devices=N`.
 */
export async function run({ quick, flags = [] }: { quick: boolean; flags?: string[] }): Promise<void> {
  const said = flags.find((flag) => flag.startsWith('--devices='))
  const devices = said ? Number(said.slice(10)) : quick ? 20_000 : flags.includes('--million') ? 1_000_000 : 100_000
  const database = await openBenchDatabase(8)
  try {
    const place = await fill(database, devices)
    const bare = await copy(database, devices)
    const worker = await startWorker(database)
    const first = await take(database, worker, place, devices, 0)
    const again = await take(database, worker, place, devices, 0)
    const changed = await take(database, worker, place, devices, 1)
    worker.send(null as never)
    report({
      name: 'ingest',
      figure: Math.round(devices / first.seconds),
      unit: 'devices/s',
      baseline: Math.round(devices / bare.seconds),
      ratio: round(bare.seconds / first.seconds, 3),
      detail: {
        devices,
        megabytes: round(bare.bytes / 1e6, 1),
        seconds: round(first.seconds),
        copySeconds: round(bare.seconds),
        unchangedPerSecond: Math.round(devices / again.seconds),
        changedTwentiethPerSecond: Math.round(devices / changed.seconds),
        coverage: first.coverage,
        peakMegabytes: changed.peakMegabytes,
      },
    })
  } finally {
    await database.close()
  }
}

async function startWorker({ env, appUrl }: BenchDatabase): Promise<ChildProcess> {
  const worker = fork(join(import.meta.dirname, 'ingest-worker.ts'), {
    env: { ...process.env, ...env, APP_URL: appUrl },
    execArgv: ['--max-semi-space-size=4'],
  })
  await once(worker, 'message')
  return worker
}

type Place = { partnerId: string; customerId: string; inventoryId: string }

const PER_CHUNK = 1000

/** A line of some 1.3 kB: a device with its serial, and four parts. */
function line(n: number, round: number): string {
  const version = round > 0 && n % 20 === 0 ? '17.12.4' : `17.9.${n % 7}`
  const model = `MX9300-${(n % 12) * 4 + 24}P`
  const serial = `MNX${24_000_000 + n}`
  const part = (
    id: number,
    kind: string,
    name: string,
    said: { model: string; serial?: string; description?: string },
  ) => ({
    id: String(id),
    parent: id > 1 ? '1' : null,
    kind,
    name,
    description: said.description ?? null,
    manufacturer: null,
    model: said.model,
    serial: said.serial ?? null,
    hardwareVersion: 'V02',
    firmwareVersion: null,
    softwareVersion: null,
  })
  return JSON.stringify({
    kind: 'device',
    address: `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`,
    polledAt: '2026-11-27T03:00:00.000Z',
    sysName: `sw-${String(n).padStart(7, '0')}.site${n % 400}.example.net`,
    sysDescr: `Meridian MX-OS Software, Switch Software (MX9K_OS), Version ${version}, RELEASE SOFTWARE (fc2)`,
    sysObjectId: '1.3.6.1.4.1.99999.1.2494',
    sysLocation: `Building ${n % 40}, floor ${n % 9}, rack ${n % 77}`,
    sysContact: null,
    vendor: 'Meridian Networks, Inc.',
    model,
    family: 'mxos',
    version,
    complete: true,
    components: [
      part(1, 'chassis', 'Switch 1', { model, serial }),
      part(2, 'power', 'Switch 1 - Power Supply A', { model: 'PWR-C1-715WAC-P', serial: `ART${n}PA` }),
      part(3, 'fan', 'Switch 1 - FAN 1', { model: 'FAN-T2' }),
      part(4, 'module', 'Switch 1 - Slot 1', {
        model: 'MX9300-NM-8X',
        serial: `MNM${n}MOD`,
        description: '8x10G Uplink Module',
      }),
    ],
  })
}

function* chunks(devices: number, round: number): Generator<string> {
  for (let from = 0; from < devices; from += PER_CHUNK) {
    const lines: string[] = []
    for (let n = from; n < Math.min(devices, from + PER_CHUNK); n += 1) lines.push(line(n, round))
    yield `${lines.join('\n')}\n`
  }
}

async function fill({ owner }: BenchDatabase, devices: number): Promise<Place> {
  const place = { partnerId: newId(), customerId: newId(), inventoryId: newId() }
  const { partnerId, customerId, inventoryId } = place
  const type = newId()
  const contract = newId()
  await owner.query(
    `insert into contract_type (contract_type_id, name, qualifies_support_service) values ($1, 'Gold', true)`,
    [type],
  )
  await owner.query(`insert into partner (partner_id, name, name_norm) values ($1, 'Partner', 'partner')`, [partnerId])
  await owner.query(
    `insert into customer (partner_id, customer_id, name, name_norm) values ($1, $2, 'Customer', 'customer')`,
    [partnerId, customerId],
  )
  await owner.query(
    `insert into contract (partner_id, contract_id, number, number_norm, contract_type_id, customer_id, starts_at, ends_at)
     values ($1, $2, 'SC-1', 'SC1', $3, $4, now() - interval '1 year', now() + interval '1 year')`,
    [partnerId, contract, type, customerId],
  )
  // Half the devices are covered.
  await owner.query(
    `insert into contract_line (partner_id, line_id, contract_id, customer_id, vendor, vendor_norm, serial, serial_norm, product_id, starts_at, ends_at)
     select $1, gen_random_uuid(), $2, $3, 'Meridian Networks', 'meridian networks', s, s, '', now() - interval '1 year', now() + interval '1 year'
     from (select 'MNX' || 24000000 + n * 2 as s from generate_series(0, $4::int / 2 - 1) n) x`,
    [partnerId, contract, customerId, devices],
  )
  await owner.query(
    `insert into inventory (partner_id, customer_id, inventory_id, name, name_norm) values ($1, $2, $3, 'Main', 'main')`,
    [partnerId, customerId, inventoryId],
  )
  await owner.query('vacuum analyze')
  return place
}

async function copy({ app, owner }: BenchDatabase, devices: number): Promise<{ seconds: number; bytes: number }> {
  await owner.query('create table bare (line text); grant insert on bare to public')
  let bytes = 0
  // As long as what it is compared with: until it is committed, and so durable. Making the lines does not count.
  let making = 0
  const started = performance.now()
  await inTransaction(app.db, { kind: 'system' }, async (tx) => {
    let from = performance.now()
    for (const chunk of chunks(devices, 0)) {
      making += performance.now() - from
      // COPY's text format has its own use for backslashes; there are none in these lines.
      bytes += chunk.length
      await copyIn(tx, 'copy bare from stdin', chunk)
      from = performance.now()
    }
  })
  const seconds = (performance.now() - started - making) / 1000
  await owner.query('drop table bare')
  await owner.query('checkpoint')
  return { seconds, bytes }
}

async function take(database: BenchDatabase, worker: ChildProcess, place: Place, devices: number, changes: number) {
  const { app, owner } = database
  const collectionId = newId()
  const { partnerId, customerId, inventoryId } = place
  await owner.query(
    `insert into collection (partner_id, customer_id, collection_id, inventory_id, source, state, mode, bytes, collected_at, created_by_name, options)
     values ($1, $2, $3, $4, 'collector', 'received', 'good', 0, now(), 'Bench', '{"vendor": "", "partial": false}')`,
    [partnerId, customerId, collectionId, inventoryId],
  )
  let position = 0
  for (const chunk of chunks(devices, changes))
    await inTransaction(app.db, { kind: 'system' }, (tx) =>
      storeChunk(tx, { partnerId, customerId, collectionId }, ++position, gzipSync(chunk)),
    )
  await owner.query('checkpoint')
  worker.send({ partnerId, collectionId })
  const [{ seconds, peakMegabytes }] = (await once(worker, 'message')) as [{ seconds: number; peakMegabytes: number }]
  const { rows } = await owner.query(`select state, counts, fault from collection where collection_id = $1`, [
    collectionId,
  ])
  if (rows[0]?.state !== 'done' || rows[0].counts.devices !== devices)
    throw new Error(`the collection is ${JSON.stringify(rows[0])}`)
  return { seconds, peakMegabytes, coverage: rows[0].counts.coverage }
}
