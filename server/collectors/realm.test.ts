import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LicensedScene, openLicensedScene, partOf } from '../../test/support/licensed-scene.ts'
import { inDays } from '../../test/support/world.ts'
import { type Entry, inTransaction } from '../platform/db/transaction.ts'

// What a transaction that began as a collector reaches in the database itself, without any WHERE.

let scene: LicensedScene
let entry: Entry
beforeAll(async () => {
  scene = await openLicensedScene()
  await scene.renew()
  const licence = await scene.enrolled()
  const { jti: licenceId } = partOf(licence, 1)
  entry = {
    kind: 'collector',
    partnerId: scene.partnerId,
    licenceId,
    keyId: partOf(licence, 0).kid,
    jkt: scene.machine.jkt,
  }
  await scene.world.collector(scene.partnerId, scene.customerId, { name: 'Another' })
  // As tables of uploads will be.
  await sql
    .raw(`
    create table uploaded (partner_id uuid, customer_id uuid, collector_id uuid, note text);
    call app.protect('uploaded', 'collector', 'collector_uploads', 'select, insert');
  `)
    .execute(scene.world.ownerDb)
})
afterAll(() => scene?.world.close())

const upload = (customerId: string, readOnly = false) =>
  inTransaction(
    scene.world.db,
    entry,
    (tx, _, collector) =>
      sql`insert into uploaded values (${scene.partnerId}, ${customerId}, ${collector?.collectorId ?? null}, 'x')`.execute(
        tx,
      ),
    { readOnly },
  )

test('it reads its own registration and licences, and nothing else of the partner', async () => {
  const counts = await inTransaction(scene.world.db, entry, async (tx, principal, collector) => {
    expect([principal, collector?.collectorId]).toEqual([null, scene.collectorId])
    const { rows } = await sql<Record<string, number>>`select (select count(*) from collector) as collectors,
      (select count(*) from collector_licence) as licences, (select count(*) from customer) as customers,
      (select count(*) from partner) as partners, (select count(*) from membership) as members,
      (select count(*) from contract) as contracts, (select count(*) from audit_entry) as entries,
      (select count(*) from signing_key) as keys`.execute(tx)
    return rows[0]
  })
  expect(counts).toMatchObject({
    collectors: 1,
    licences: 2,
    customers: 0,
    partners: 0,
    members: 0,
    contracts: 0,
    entries: 0,
    keys: 0,
  })
  const hash = inTransaction(scene.world.db, entry, (tx) => sql`select code_hash from collector_licence`.execute(tx))
  await expect(hash).rejects.toThrow('permission denied')
})

test('it writes for its own customer alone, and only while the service is in force', async () => {
  await upload(scene.customerId)
  const other = await scene.world.customer(scene.partnerId)
  await scene.world.service(scene.partnerId, other)
  await expect(upload(other)).rejects.toThrow('row-level security')
  const until = (days: number) =>
    scene.world.ownerDb
      .updateTable('contract')
      .set({ ends_at: inDays(days) })
      .where('customer_id', '=', scene.customerId)
      .execute()
  await until(-1)
  await expect(upload(scene.customerId)).rejects.toThrow('row-level security')
  await until(100)
  await upload(scene.customerId)
  const seen = await inTransaction(scene.world.db, entry, (tx) => sql`select from uploaded`.execute(tx))
  expect(seen.rows).toHaveLength(2)
})

test('without the key, with another licence’s partner, or after a revocation it is nobody', async () => {
  const nobody = (given: object) =>
    inTransaction(scene.world.db, { ...entry, ...given } as Entry, async (_, __, collector) => collector)
  expect(await nobody({ jkt: 'x' })).toBeNull()
  expect(await nobody({ partnerId: (await scene.world.partner()).partnerId })).toBeNull()
  expect(await nobody({ keyId: 'x' })).toBeNull()
  expect(await nobody({})).not.toBeNull()
  await scene.revoke()
  expect(await nobody({})).toBeNull()
})
