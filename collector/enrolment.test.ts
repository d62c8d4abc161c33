import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { inventedStack } from '../simulator/index.ts'
import { programEnvironment } from '../test/support/program-environment.ts'
import { servePortal } from '../test/support/served-portal.ts'
import { put } from '../test/support/simulated.ts'
import { addCredential } from './config/credentials.ts'
import { readClaims } from './licence/claims.ts'
import { enrol, ownStatus, renewWhenDue } from './licence/enrol.ts'
import { keyOf, pendingFor, readIdentity, writeIdentity } from './licence/identity.ts'
import { ask } from './licence/portal.ts'
import { spoolFolder } from './spool/spool.ts'
import { CollectionWriter } from './spool/writer.ts'

// The program as it is called, with a licence file of a real portal.

const main = join(import.meta.dirname, 'main.ts')
const days = (n: number) => Date.now() + n * 86_400_000
let portal: Awaited<ReturnType<typeof servePortal>>
let collectorId: string
let names = 0
/** Of the machine: its configuration, its data, the licence file that somebody put there. */
let folder: string
let data: string
let licenceFile: string

beforeAll(async () => {
  portal = await servePortal()
})
afterAll(() => portal?.close())

beforeEach(async () => {
  names += 1
  collectorId = await portal.register(`Hall ${names}`)
  folder = mkdtempSync(join(tmpdir(), 'collector-'))
  data = join(folder, 'data')
  licenceFile = join(folder, 'hall.licence')
  writeFileSync(licenceFile, await portal.download(collectorId))
  configure('')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const configFile = () => join(folder, 'collector.yaml')
const configure = (more: string) => writeFileSync(configFile(), `dataFolder: ${data}\n${more}`)

type Ended = { status: number | null; out: string; err: string }

function collector(
  args: string[],
  env: Record<string, string> = {},
  onOut?: (out: string, child: ChildProcess) => void,
) {
  return new Promise<Ended>((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], {
      env: { ...programEnvironment, PARTNERGATE_COLLECTOR_CONFIG: configFile(), ...env },
    })
    const said = { out: '', err: '' }
    child.stdout.on('data', (chunk) => {
      said.out += chunk
      onOut?.(said.out, child)
    })
    child.stderr.on('data', (chunk) => {
      said.err += chunk
    })
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, ...said }))
    child.stdin.end()
  })
}

describe('init', () => {
  test('enrols with a key of its own, which only its owner can read, and which the portal never sees', async () => {
    // A configuration to begin with comes by itself.
    rmSync(configFile())
    const ended = await collector(['init', licenceFile, '--data', data])
    expect(readFileSync(configFile(), 'utf8')).toContain('collectEveryHours')
    expect(ended, ended.err).toMatchObject({ status: 0 })
    expect(JSON.parse(ended.out)).toMatchObject({ customer: 'Acme Foods', partner: 'Orbit Networks' })
    expect(statSync(join(data, 'identity.json')).mode & 0o777).toBe(0o600)
    expect(await portal.shown(collectorId)).toMatchObject({ status: 'active', version: '0.1.0' })
    expect(JSON.parse((await collector(['status'])).out).enrolled).toMatchObject({ name: `Hall ${names}` })
    expect(await collector(['init', licenceFile])).toMatchObject({ status: 1, err: expect.stringMatching(/already/) })
    expect(JSON.parse((await collector(['doctor'])).out.split('\n')[0] ?? '')).toMatchObject({ portal: true, ok: true })
  })

  test('again with the same key, when no answer came', async () => {
    const file = readFileSync(licenceFile, 'utf8')
    const { jti, enrol_url: url = '' } = readClaims(file)
    const pending = pendingFor(data, jti)
    await ask(keyOf(pending), file, { method: 'POST', url, body: Buffer.from('{}') })
    expect(await collector(['init', licenceFile])).toMatchObject({ status: 0 })
    expect(readIdentity(data)?.key).toBe(pending.key)
    expect(await ownStatus(data)).toMatchObject({ customerName: 'Acme Foods', mayUpload: true, intervalHours: 12 })
  })

  test('by a clock that is an hour slow', async () => {
    const slow = 'const now = Date.now; Date.now = () => now() - 3_600_000'
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(slow)}` }
    expect(await collector(['init', licenceFile], env)).toMatchObject({ status: 0 })
  })

  test('says what is wrong with a file, and leaves what is there', async () => {
    const file = readFileSync(licenceFile, 'utf8')
    const [header, , signature] = file.split('.')
    const edited = (change: object) => {
      const claims = { ...readClaims(file), ...change }
      return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.')
    }
    await enrol(data, file, '0.1.0')
    const before = readFileSync(join(data, 'identity.json'), 'utf8')
    const tries: [string, string, RegExp][] = [
      ['not one at all', 'a.b.c', /no licence file/],
      ['edited', edited({ customer_name: 'Somebody else', jti: crypto.randomUUID() }), /portal refuses/],
      ['asks elsewhere', edited({ renew_url: 'https://elsewhere.example/renew' }), /not those of/],
      [
        'not encrypted',
        edited(
          Object.fromEntries(
            ['iss', 'upload_url', 'status_url', 'renew_url', 'enrol_url'].map((name) => [
              name,
              'http://portal.example/x',
            ]),
          ),
        ),
        /not encrypted/,
      ],
      ['of an enrolled machine', readIdentity(data)?.held.licence ?? '', /download a licence file/],
    ]
    for (const [what, content, says] of tries) await expect(enrol(data, content, '0.1.0'), what).rejects.toThrow(says)
    writeFileSync(licenceFile, 'a.b.c')
    expect(await collector(['init', licenceFile])).toMatchObject({
      status: 1,
      err: expect.stringMatching(/no licence/),
    })
    expect(await collector(['init', join(folder, 'none')])).toMatchObject({ status: 1 })
    expect(await collector(['init', licenceFile, '--config', join(licenceFile, 'collector.yaml')])).toMatchObject({
      status: 1,
      err: expect.stringMatching(/cannot be written: E[A-Z]+\. .*--config FILE/),
    })
    expect(await collector(['init'])).toMatchObject({ status: 2 })
    expect(readFileSync(join(data, 'identity.json'), 'utf8')).toBe(before)
  })
})

describe('its licence', () => {
  beforeEach(async () => {
    await enrol(data, readFileSync(licenceFile, 'utf8'), '0.1.0')
  })

  test('is renewed by itself when it is time; the one before goes when the portal has seen the new one', async () => {
    const before = readIdentity(data)?.held
    expect(await renewWhenDue(data, '0.1.0')).toBe(false)
    expect(await renewWhenDue(data, '0.1.1', days(61))).toBe(true)
    expect(readIdentity(data)).toMatchObject({ former: before })
    await ownStatus(data)
    expect(readIdentity(data)?.former).toBeUndefined()
    expect(await portal.shown(collectorId)).toMatchObject({ status: 'active', version: '0.1.1' })
  })

  test('is renewed by an upload as well, which a timer may call instead of `run`', async () => {
    const identity = readIdentity(data)
    if (!identity) throw new Error('not enrolled')
    const held = { ...identity.held, renewAfter: new Date(days(-1)).toISOString() }
    writeIdentity(data, { ...identity, held })
    expect(await collector(['upload'])).toMatchObject({ status: 0 })
    expect(readIdentity(data)?.held.licence).not.toBe(held.licence)
  })

  test('is the one before again, when the portal lost the new one', async () => {
    const before = readIdentity(data)?.held
    await renewWhenDue(data, '0.1.0', days(61))
    const { jti } = readClaims(readIdentity(data)?.held.licence ?? '')
    await portal.world.ownerDb.deleteFrom('collector_licence').where('licence_id', '=', jti).execute()
    expect(await ownStatus(data)).toMatchObject({ mayUpload: true })
    expect(readIdentity(data)).toMatchObject({ held: before })
  })

  test('a portal that asks to wait is told in a sentence', async () => {
    const writer = new CollectionWriter(spoolFolder(data), { targets: 'a', withinMs: 0 })
    writer.add({ kind: 'unreached', address: '10.0.0.1', polledAt: new Date().toISOString(), reason: 'silent' })
    writer.finish({ name: 'partnergate-collector', version: '0.1.0' })
    const later = { status: 429, headers: { 'retry-after': '3600' } }
    portal.answerInstead(async () => Response.json({ title: 'Not before tomorrow' }, later))
    const ended = await collector(['upload'])
    portal.answerInstead(undefined)
    expect(ended).toMatchObject({
      status: 1,
      err: expect.stringMatching(/^(\{.*\}\n)*The portal refuses: Not before tomorrow\n$/),
    })
  })

  test('opens nothing once it is revoked: the doctor says so', async () => {
    await portal.revoke(collectorId)
    await expect(ownStatus(data)).rejects.toMatchObject({ code: 'licence_revoked' })
    const { status, out } = await collector(['doctor'])
    expect(status).toBe(1)
    expect(JSON.parse(out)).toMatchObject({ portal: true, ok: false, says: expect.stringMatching(/revoked/) })
  })
})

describe('run', () => {
  test('asks the portal, discovers and collects; stopped and started it does nothing twice', async () => {
    const served = await put([{ at: '127.7.51.1', device: inventedStack(1), community: 'quiet-meadow' }])
    configure(
      [
        `devices: [127.7.51.1]`,
        `discovery: { seeds: [127.7.51.1] }`,
        `snmp: { port: ${served.port}, retries: 0, timeoutMs: 500 }`,
      ].join('\n'),
    )
    await enrol(data, readFileSync(licenceFile, 'utf8'), '0.1.0')
    addCredential(data, 'site', { version: '2c', community: 'quiet-meadow' })
    const ended = await collector(['run'], {}, (out, child) => {
      if (!child.killed && /"event":"done","activity":"collect"/.test(out)) child.kill('SIGTERM')
    })
    const events = ended.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(ended.status).toBe(0)
    // An upload may have begun before the signal came.
    expect(events.slice(0, 6).map(({ event, activity }) => `${activity} ${event}`)).toEqual(
      ['portal', 'discover', 'collect'].flatMap((activity) => [`${activity} began`, `${activity} done`]),
    )
    const doing = ended.err.split('\n').filter((line) => line.includes('Asking addresses'))
    expect(JSON.parse(doing.at(-1) ?? '')).toEqual({
      at: expect.any(String),
      doing: 'Asking addresses',
      done: 1,
      found: 1,
    })
    expect(events[1]).toMatchObject({ mayUpload: true, expectedHours: 12 })
    expect(events[5]).toMatchObject({ devices: 1, unreached: 0 })
    const kept = JSON.parse(readFileSync(join(data, 'schedule.json'), 'utf8'))
    expect(kept).toMatchObject({ expectedHours: 12, activities: { collect: { failures: 0 } } })

    // Only the portal is due again, and not the upload that was stopped; it is not there.
    kept.activities.portal.succeededAt = 0
    kept.activities.upload = { failedAt: Date.now(), failures: 3 }
    writeFileSync(join(data, 'schedule.json'), JSON.stringify(kept))
    portal.answerInstead(async () => new Response(null, { status: 503 }))
    const again = await collector(['run'], {}, (out, child) => {
      if (!child.killed && /"event":"failed"/.test(out)) child.kill('SIGTERM')
    })
    portal.answerInstead(undefined)
    expect(again.status).toBe(0)
    expect(again.out).toContain('"activity":"portal"')
    expect(again.out).not.toMatch(/discover|collect"/)
    const status = JSON.parse((await collector(['status'])).out)
    expect(status.collections).toHaveLength(1)
    expect(status.service).toContainEqual({
      activity: 'portal',
      lastDone: new Date(0).toISOString(),
      failures: 1,
      // As the line about it said: who comes later has no log.
      why: expect.stringMatching(/503/),
    })
    await served.close()
  })

  test('begins only where it is enrolled', async () => {
    expect(await collector(['run'])).toMatchObject({ status: 1, err: expect.stringMatching(/init FILE/) })
  })
})
