import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { inflateSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inventedStack } from '../../simulator/index.ts'
import { agents } from '../../test/support/agent-posts.ts'
import { servePortal } from '../../test/support/served-portal.ts'
import { put } from '../../test/support/simulated.ts'

// The agents themselves, where they are installed: Debian's fusioninventory-agent and fusioninventory-agent-task-network.

const has = (command: string) => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0
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

/** As another server hands them out: what is to be found, what is to be read, with what. */
const networkTasks = (port: number) => `<?xml version="1.0" encoding="UTF-8"?>
<REPLY><RESPONSE>SEND</RESPONSE><PROLOG_FREQ>24</PROLOG_FREQ>
<OPTION><NAME>NETDISCOVERY</NAME><PARAM PID="17" THREADS_DISCOVERY="2" TIMEOUT="5"/>
<RANGEIP ID="1" ENTITY="0" IPSTART="127.7.62.1" IPEND="127.7.62.2" PORT="${port}"/>
<AUTHENTICATION ID="1" VERSION="2c" COMMUNITY="public"/></OPTION>
<OPTION><NAME>SNMPQUERY</NAME><PARAM PID="18" THREADS_QUERY="2" TIMEOUT="5"/>
<DEVICE ID="1" IP="127.7.62.1" PORT="${port}" AUTHSNMP_ID="1"/>
<DEVICE ID="2" IP="127.7.62.2" PORT="${port}" AUTHSNMP_ID="1"/>
<AUTHENTICATION ID="1" VERSION="2c" COMMUNITY="public"/></OPTION></REPLY>`

test.skipIf(!has('fusioninventory-agent') || !has('fusioninventory-netinventory'))(
  'it is given network tasks, and posts what it discovers and reads, framed and a device at a time (needs fusioninventory-agent-task-network)',
  { timeout: long },
  async () => {
    await portal.cover('PGX0000081')
    const simulator = await put([
      { at: '127.7.62.1', device: inventedStack(8) },
      { at: '127.7.62.2', device: inventedStack(9) },
    ])
    try {
      const address = await site.makeAddress(await site.register())
      // Decision 31: none comes from us. What such tasks upload is taken all the same.
      portal.answerInstead(async (request) => {
        const message = inflateSync(Buffer.from(await request.clone().arrayBuffer())).toString()
        return message.includes('<QUERY>PROLOG</QUERY>') ? new Response(networkTasks(simulator.port)) : undefined
      })
      const tasks = ['--tasks=netdiscovery,netinventory', '--force', '--delaytime=0', '--no-httpd', '--logger=stderr']
      expect(await ran('fusioninventory-agent', [`--server=${address}`, ...tasks])).not.toMatch(/\[error\]/)
      // The task said that it is over, so nobody waits for ten quiet minutes. Found and then read is one device.
      const [collection] = await site.closed(2)
      expect(collection).toMatchObject({ state: 'done', counts: { records: 2, errorRecords: 0 } })
      const devices = (await portal.inventory.devices()).filter(({ address }) =>
        /^127\.7\.62\./.test(address as string),
      )
      const stacks = ['PGX0000081', 'PGX0000082', 'PGX0000091', 'PGX0000092']
      expect(devices.map(({ serial }) => serial).sort()).toEqual(stacks)
    } finally {
      portal.answerInstead(undefined)
      await simulator.close()
    }
  },
)
