import { execFile, spawn, spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inventedStack } from '../../simulator/index.ts'
import { agents } from '../../test/support/agent-posts.ts'
import { servePortal } from '../../test/support/served-portal.ts'
import { put } from '../../test/support/simulated.ts'

// The agents themselves, where they are installed: Debian's fusioninventory-agent and fusioninventory-agent-task-network.

const has = (command: string) => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0
const speaksAes = () => spawnSync('perl', ['-MCrypt::Rijndael', '-e', '1']).status === 0
const run = promisify(execFile)
const long = 240_000

let portal: Awaited<ReturnType<typeof servePortal>>
let site: ReturnType<typeof agents>
let folder: string
beforeAll(async () => {
  portal = await servePortal()
  site = agents(portal.world, portal.admin, portal)
  folder = mkdtempSync(join(tmpdir(), 'agents-'))
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await portal?.close()
})

/** Runs an agent's program to its end; what it says. */
async function ran(command: string, args: string[]): Promise<string> {
  const { stdout, stderr } = await run(command, args, { timeout: long, maxBuffer: 64 * 1024 * 1024, cwd: folder })
  return `${stdout}${stderr}`
}

test.skipIf(!has('fusioninventory-agent'))(
  'a FusionInventory agent asks, and posts its own machine (needs fusioninventory-agent)',
  { timeout: long },
  async () => {
    const collectorId = await site.register()
    const address = await site.makeAddress(collectorId)
    const agent = (to: string) =>
      ran('fusioninventory-agent', [
        `--server=${to}`,
        '--tasks=inventory',
        '--force',
        '--delaytime=0',
        '--no-httpd',
        '--logger=stderr',
        '--debug',
      ])
    const said = await agent(address)
    expect(said).not.toMatch(/\[error\]/)
    const [collection] = await site.closed()
    expect(collection).toMatchObject({ source: 'fusioninventory', counts: { records: 1, errorRecords: 0, devices: 1 } })
    // Nothing of it is covered: it is kept, with the reason (R28).
    expect(collection).toMatchObject({ state: 'blocked' })
    expect((await site.shown(collectorId)).version).toMatch(/^FusionInventory-Agent/)

    await site.act(collectorId, 'revoke')
    expect(await agent(address)).toMatch(/403/)
    expect(await site.closed(600)).toEqual([])
  },
)

test.skipIf(!has('fusioninventory-netinventory') || !has('fusioninventory-injector'))(
  'its network inventory of a stack over real SNMP, posted by its injector (needs fusioninventory-agent-task-network)',
  { timeout: long },
  async () => {
    await portal.cover('PGX0000071')
    const simulator = await put([{ at: '127.7.61.1', device: inventedStack(7) }])
    try {
      const address = await site.makeAddress(await site.register())
      const host = [
        '--host',
        '127.7.61.1',
        '--port',
        String(simulator.port),
        '--credentials',
        'version:2c,community:public',
      ]
      const xml = await ran('fusioninventory-netinventory', [...host, '--timeout', '10'])
      const file = join(folder, 'device.xml')
      writeFileSync(file, xml.slice(xml.indexOf('<?xml')))
      await ran('fusioninventory-injector', ['--verbose', '--file', file, '--url', address])
      const [collection] = await site.closed()
      expect(collection).toMatchObject({ state: 'done', counts: { errorRecords: 0 } })
      const serials = (await portal.inventory.devices()).map(({ serial }) => serial)
      expect(serials).toContain('PGX0000071')
    } finally {
      await simulator.close()
    }
  },
)

test.skipIf(!has('fusioninventory-agent') || !has('fusioninventory-netinventory'))(
  'it is given network tasks here: it discovers at its first contact and reads at its second (needs fusioninventory-agent-task-network)',
  { timeout: long },
  async () => {
    await portal.cover('PGX0000081')
    // Signs that XML writes otherwise: what the agent makes of them is what the device knows.
    const [first, second] = [`a"<b>&'c`, 'other words']
    const simulator = await put([
      { at: '127.7.62.1', device: inventedStack(8), community: first },
      { at: '127.7.62.2', device: inventedStack(9), community: second },
    ])
    try {
      const collectorId = await site.register()
      const address = await site.makeAddress(collectorId)
      const taskPath = `${site.at}/${collectorId}/network-task`
      const task = {
        ranges: ['127.7.62.1-127.7.62.3'],
        port: simulator.port,
        credentials: [
          { version: '2c', community: first },
          { version: '2c', community: second },
        ],
      }
      const set = await portal.world.call(portal.admin, 'PUT', taskPath, task)
      expect(set.status, set.text).toBe(200)
      const tasks = ['--tasks=netdiscovery,netinventory', '--force', '--delaytime=0', '--no-httpd', '--logger=stderr']
      const contact = () => ran('fusioninventory-agent', [`--server=${address}`, ...tasks])
      const shown = async () => (await portal.world.call(portal.admin, 'GET', taskPath)).body.task

      expect(await contact()).not.toMatch(/\[error\]/)
      const found = await shown()
      expect(found).toMatchObject({ foundTotal: 2, unread: 2, discoveryEndedAt: expect.any(String) })
      expect(found.found).toMatchObject([
        { address: '127.7.62.1', credentialId: 1 },
        { address: '127.7.62.2', credentialId: 2 },
      ])
      // What it found has no serial numbers: it is no collection.
      expect(await site.closed(600)).toEqual([])

      expect(await contact()).not.toMatch(/\[error\]/)
      expect(await shown()).toMatchObject({ unread: 0, readingEndedAt: expect.any(String) })
      // The task said that it is over, so nobody waits for ten quiet minutes.
      const [collection] = await site.closed(2)
      expect(collection).toMatchObject({ state: 'done', counts: { records: 2, errorRecords: 0 } })
      const devices = (await portal.inventory.devices()).filter(({ address }) =>
        /^127\.7\.62\./.test(address as string),
      )
      const stacks = ['PGX0000081', 'PGX0000082', 'PGX0000091', 'PGX0000092']
      expect(devices.map(({ serial }) => serial).sort()).toEqual(stacks)
    } finally {
      await simulator.close()
    }
  },
)

test.skipIf(!has('fusioninventory-agent') || !has('snmpd') || !speaksAes())(
  'it discovers and reads a real SNMP 3 agent with SHA-1 and AES-128 (needs snmpd and libcrypt-rijndael-perl, too)',
  { timeout: long },
  async () => {
    const [at, port] = ['127.7.63.1', randomInt(20_000, 30_000)]
    const daemon = await snmpd(`agentaddress udp:${at}:${port}
sysName edge
rouser netops priv
createUser netops SHA "quiet-harbour-8" AES "deep-harbour-9"
`)
    try {
      const collectorId = await site.register()
      const address = await site.makeAddress(collectorId)
      const taskPath = `${site.at}/${collectorId}/network-task`
      const user = { version: '3', user: 'netops', authProtocol: 'sha', privProtocol: 'aes' }
      const credentials = [
        { ...user, authPassword: 'some-other-words', privPassword: 'deep-harbour-9' },
        { ...user, authPassword: 'quiet-harbour-8', privPassword: 'deep-harbour-9' },
      ]
      const set = await portal.world.call(portal.admin, 'PUT', taskPath, { ranges: [at], port, credentials })
      expect(set.status, set.text).toBe(200)
      const tasks = ['--tasks=netdiscovery,netinventory', '--force', '--delaytime=0', '--no-httpd', '--logger=stderr']
      for (const unread of [1, 0]) {
        await ran('fusioninventory-agent', [`--server=${address}`, ...tasks])
        const { task } = (await portal.world.call(portal.admin, 'GET', taskPath)).body
        expect(task).toMatchObject({ foundTotal: 1, unread, found: [{ address: at, credentialId: 2, failure: null }] })
      }
    } finally {
      daemon.kill()
    }
  },
)

/** Net-SNMP's own, with this configuration, once it listens. */
async function snmpd(configuration: string) {
  const own = mkdtempSync(join(folder, 'snmpd-'))
  const [file, log] = [join(own, 'snmpd.conf'), join(own, 'log')]
  writeFileSync(file, configuration)
  mkdirSync(join(own, 'kept'))
  const env = { ...process.env, SNMP_PERSISTENT_DIR: join(own, 'kept') }
  const daemon = spawn('snmpd', ['-f', '-Lf', log, '-C', '-c', file, '-p', join(own, 'pid')], { env, stdio: 'ignore' })
  for (let tries = 0; !existsSync(log) || !/NET-SNMP version/.test(readFileSync(log, 'utf8')); tries += 1) {
    if (tries > 100) throw new Error(`snmpd does not begin: ${existsSync(log) && readFileSync(log, 'utf8')}`)
    await sleep(50)
  }
  return daemon
}
