import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { codeOf, type LicensedScene, openLicensedScene, partOf } from '../../test/support/licensed-scene.ts'
import { newMachine } from '../../test/support/machine.ts'
import { inDays } from '../../test/support/world.ts'

let scene: LicensedScene
beforeAll(async () => {
  scene = await openLicensedScene()
})
afterAll(() => scene?.world.close())
beforeEach(() => scene.renew())

const actions = async () =>
  (await scene.world.call(scene.admin, 'GET', `/api/v1/partners/${scene.partnerId}/audit?limit=100`)).body.items
    .filter((item: { objectId: string }) => item.objectId === scene.collectorId)
    .map(({ action }: { action: string }) => action)

describe('from a licence file to a collector', () => {
  test('the file says all that a scene.machine needs, and holds no secret but its code', async () => {
    const licence = await scene.download()
    expect(partOf(licence, 0)).toMatchObject({ alg: 'EdDSA', typ: 'collector-license+jwt' })
    const claims = partOf(licence, 1)
    expect(claims).toMatchObject({
      iss: scene.world.config.origin,
      partner: scene.partnerId,
      customer: scene.customerId,
      customer_name: 'Acme Foods',
      collector: scene.collectorId,
      inventory: (await scene.shown()).inventoryName,
      upload_url: `${scene.world.config.origin}/api/v1/collector/collections`,
      formats: ['partnergate-ndjson+gzip'],
      limits: { uploads_per_day: 5 },
    })
    expect(claims.exp - claims.nbf).toBe(30 * 86_400)
    expect(claims.cnf).toBeUndefined()
    const { rows } = await sql<{ row: string }>`select l::text as row from collector_licence l`.execute(
      scene.world.ownerDb,
    )
    expect(JSON.stringify(rows)).not.toContain(claims.enrolment_code)
    expect(await scene.shown()).toMatchObject({ status: 'licensed', certificateCreatedAt: null })
  })

  test('enrols, knows itself, renews, and is seen doing it', async () => {
    const licence = await scene.enrolled()
    const claims = partOf(licence, 1)
    expect(claims).toMatchObject({ cnf: { jkt: scene.machine.jkt }, collector: scene.collectorId })
    expect(claims.enrolment_code).toBeUndefined()
    expect((await scene.machine.self(licence)).body).toMatchObject({
      collectorId: scene.collectorId,
      customerName: 'Acme Foods',
      service: 'in_force',
      mayUpload: true,
      lastUploadAt: null,
      limits: { uploads_per_day: 5 },
    })
    expect(await scene.shown()).toMatchObject({ status: 'active', version: '1.2.0', serial: 'PGX-1' })
    const renewed = (await scene.machine.renew(licence)).body.licence
    // The old one is good until the new one is first used.
    expect((await scene.machine.self(licence)).status).toBe(200)
    expect((await scene.machine.self(renewed)).status).toBe(200)
    expect(await codeOf(scene.machine.self(licence))).toBe('401 licence_superseded')
    expect(await actions()).toEqual([
      'collector.request_refused',
      'collector.licence_renewed',
      'collector.enrolled',
      'collector.licence_downloaded',
      'collector.created',
    ])
    // By a key of the other kind, too.
    const other = await newMachine(scene.world, 'ES256')
    const replaced = (await other.enrol(await scene.download())).body.licence
    expect((await other.self(replaced)).status).toBe(200)
    expect(await codeOf(scene.machine.self(renewed))).toBe('401 licence_superseded')
  })

  test('a lost answer is asked for again by the same key; another key is told that the file was used', async () => {
    const file = await scene.download()
    const [first, again] = [await scene.machine.enrol(file), await scene.machine.enrol(file)]
    expect([first.status, again.status]).toEqual([200, 200])
    expect((await scene.machine.self(again.body.licence)).status).toBe(200)
    const thief = await newMachine(scene.world)
    expect(await codeOf(thief.enrol(file))).toBe('401 enrolment_used')
    expect(await scene.refusedReasons()).toEqual(['used'])
  })

  test('of any number of machines that show one file at once, one is enrolled', async () => {
    const file = await scene.download()
    const machines = await Promise.all(Array.from({ length: 12 }, () => newMachine(scene.world)))
    const replies = await Promise.all(machines.map((one) => one.enrol(file)))
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(new Set(replies.filter(({ status }) => status !== 200).map(({ body }) => body.code))).toEqual(
      new Set(['enrolment_used']),
    )
    const winner = machines[replies.findIndex(({ status }) => status === 200)]
    const { jkt } = await scene.world.ownerDb
      .selectFrom('collector')
      .select('jkt')
      .where('collector_id', '=', scene.collectorId)
      .executeTakeFirstOrThrow()
    expect(jkt).toBe(winner?.jkt)
    // Recorded once, not eleven times.
    expect(await scene.refusedReasons()).toEqual(['used'])
  })

  test('a later file makes an earlier one useless, an old one ends by itself', async () => {
    const [old, later] = [await scene.download(), await scene.download()]
    expect(await codeOf(scene.machine.enrol(old))).toBe('401 licence_superseded')
    await sql`update collector_licence set expires_at = now() where licence_id = ${partOf(later, 1).jti}`.execute(
      scene.world.ownerDb,
    )
    expect(await codeOf(scene.machine.enrol(later))).toBe('401 licence_expired')
    expect((await scene.shown()).status).toBe('expired')
  })
})

describe('what ends', () => {
  test('revoking refuses the very next request, and that key for good', async () => {
    const licence = await scene.enrolled()
    expect((await scene.revoke()).status).toBe(204)
    expect(await codeOf(scene.machine.self(licence))).toBe('401 licence_revoked')
    expect(await codeOf(scene.machine.renew(licence))).toBe('401 licence_revoked')
    expect((await scene.shown()).status).toBe('revoked')
    const file = await scene.download()
    expect(await codeOf(scene.machine.enrol(file))).toBe('401 enrolment_key_revoked')
    expect((await (await newMachine(scene.world)).enrol(file)).status).toBe(200)
    expect((await scene.shown()).status).toBe('active')
  })

  test('deleting does as well; a file not yet used is refused, too', async () => {
    const licence = await scene.enrolled()
    const file = await scene.download()
    expect(
      (await scene.world.call(scene.admin, 'POST', scene.at(`/${scene.collectorId}/delete`), { reason: 'Closed site' }))
        .status,
    ).toBe(204)
    expect(await codeOf(scene.machine.self(licence))).toBe('401 licence_revoked')
    expect(await codeOf(scene.machine.enrol(file))).toBe('401 licence_revoked')
    expect(await scene.refusedReasons()).toEqual(['revoked'])
  })

  test('the service ends: it knows itself and renews, may upload nothing, and no scene.machine enrols', async () => {
    const licence = await scene.enrolled()
    const file = await scene.download()
    const until = (days: number) =>
      scene.world.ownerDb
        .updateTable('contract')
        .set({ ends_at: inDays(days) })
        .where('customer_id', '=', scene.customerId)
        .execute()
    await until(-1)
    expect((await scene.machine.self(licence)).body).toMatchObject({ service: 'grace', mayUpload: false })
    expect((await scene.machine.renew(licence)).status).toBe(200)
    expect(await codeOf((await newMachine(scene.world)).enrol(file))).toBe('403 enrolment_no_service')
    await until(300)
    expect((await scene.machine.self(licence)).body.mayUpload).toBe(true)
    // The code was not taken.
    expect((await (await newMachine(scene.world)).enrol(file)).status).toBe(200)
  })

  test('the signing key is replaced: licences of the old one go on for as long as was said', async () => {
    const licence = await scene.enrolled()
    const administrator = await scene.world.staff('administrator')
    const path = '/api/v1/vendor/settings/signing-keys'
    const rotate = async (licenceDays: number) =>
      (await scene.world.call(administrator, 'POST', `${path}/rotate`, { licenceDays, reason: 'Once a year' })).body
        .items
    const before = (await scene.world.call(administrator, 'GET', path)).body.items
    expect(before).toMatchObject([{ keyId: partOf(licence, 0).kid, state: 'current', licencesUntil: null }])
    expect(before[0].collectors).toBeGreaterThan(0)
    const [now, former] = await rotate(30)
    expect(now).toMatchObject({ state: 'current', collectors: 0, files: 0 })
    expect(former).toMatchObject({ keyId: before[0].keyId, collectors: before[0].collectors, state: 'retired' })
    expect(Date.parse(former.licencesUntil)).toBeGreaterThan(Date.now() + 29 * 86_400_000)
    expect((await scene.machine.self(licence)).status).toBe(200)
    const renewed = (await scene.machine.renew(licence)).body.licence
    expect([partOf(licence, 0).kid === now.keyId, partOf(renewed, 0).kid]).toEqual([false, now.keyId])
    const { world, admin, partnerId } = scene
    const ended = async () =>
      (await world.call(admin, 'GET', `/api/v1/partners/${partnerId}/overview/devices`)).body.collectors.licenceEnded
    const endedBefore = await ended()
    expect(await rotate(0)).toMatchObject([{ state: 'current' }, ...Array(2).fill({ collectors: 0, files: 0 })])
    const { items: told } = (await scene.world.call(administrator, 'GET', '/api/v1/vendor/audit?limit=5')).body
    expect(told.filter(({ action }: { action: string }) => action === 'signing_key.rotated')).toHaveLength(2)
    for (const one of [licence, renewed]) expect(await codeOf(scene.machine.self(one))).toBe('401 licence_key_retired')
    expect((await scene.shown()).status).toBe('key_retired')
    // Who must download another file sees it where they look first.
    expect(await ended()).toBeGreaterThan(endedBefore)
    const list = await world.call(admin, 'GET', scene.at('?health=licence_ended&limit=100'))
    expect(list.body.items.map((row: { collectorId: string }) => row.collectorId)).toContain(scene.collectorId)
    expect(list.body.total).toBe(await ended())
    const { keys } = (await scene.world.call(null, 'GET', '/.well-known/partnergate-keys.json')).body
    expect(
      keys.map((key: { licences_until?: number }) => (key.licences_until ?? Infinity) > Date.now() / 1000),
    ).toEqual(keys.map((_: unknown, place: number) => place === 0))
  })
})
