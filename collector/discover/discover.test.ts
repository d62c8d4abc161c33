import { afterEach, expect, test } from 'vitest'
import type { InventedDevice } from '../../simulator/index.ts'
import { installation, type Put, put } from '../../test/support/simulated.ts'
import { chooseCredentials } from '../config/credentials.ts'
import { discover } from './discover.ts'
import { readKnown } from './known.ts'

const ended: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ended.splice(0)) await end()
})

const switchNamed = (name: string, values: InventedDevice['values'] = {}): InventedDevice => ({
  descr: 'Cisco IOS Software, Version 15.2(7)E4',
  objectId: '1.3.6.1.4.1.9.1.1208',
  name,
  values,
})
/** As a neighbour announces itself: by LLDP in the index, by CDP as four bytes. */
const lldp = (address: string) => ({ [`1.0.8802.1.1.2.1.4.2.1.3.0.7.1.1.4.${address}`]: 2 })
const cdp = (address: string) => ({
  '1.3.6.1.4.1.9.9.23.1.2.1.1.4.3.1': String.fromCharCode(...address.split('.').map(Number)),
})

async function discovered(devices: Put[], discovery: object, more: object = {}) {
  const { port, close } = await put(devices)
  const { config, remove } = installation(port, { discovery, ...more, snmp: { port, timeoutMs: 200, retries: 0 } })
  ended.push(close, remove)
  const run = async () => {
    const { found, asked, added } = await discover({ config, choose: chooseCredentials(config) })
    return { asked, added, found: found.map(({ address, foundBy, also }) => [address, foundBy, also]).sort() }
  }
  return { run, config }
}

test('asks a range, and leaves alone what is excluded', async () => {
  const { run, config } = await discovered(
    [1, 2, 3].map((last) => ({ at: `127.7.30.${last}`, device: switchNamed(`s${last}`) })),
    { ranges: ['127.7.30.0/29'], hops: 0 },
    { exclude: ['127.7.30.2', '127.7.30.4/31'] },
  )
  expect(await run()).toEqual({
    asked: 3,
    added: 2,
    found: [
      ['127.7.30.1', 'range', []],
      ['127.7.30.3', 'range', []],
    ],
  })
  expect(readKnown(config.dataFolder)).toMatchObject([
    { credential: 'only', sysName: 's1' },
    { credential: 'only', sysName: 's3' },
  ])
  expect(await run()).toMatchObject({ added: 0 })
})

test('follows a seed’s neighbours by LLDP and CDP, as far as it may', async () => {
  const chain = [
    { at: '127.7.30.11', device: switchNamed('seed', lldp('127.7.30.12')) },
    { at: '127.7.30.12', device: switchNamed('second', cdp('127.7.30.13')) },
    { at: '127.7.30.13', device: switchNamed('third', { ...lldp('127.7.30.11'), ...cdp('127.7.31.1') }) },
    { at: '127.7.31.1', device: switchNamed('elsewhere') },
  ]
  const { run } = await discovered(chain, { seeds: ['127.7.30.11'], within: ['127.7.30.0/24'] })
  expect((await run()).found).toEqual([
    ['127.7.30.11', 'seed', []],
    ['127.7.30.12', 'lldp', []],
    ['127.7.30.13', 'cdp', []],
  ])
})

test('a device at two addresses is one', async () => {
  const twice = switchNamed('router', { '1.3.6.1.6.3.10.2.1.1.0': 'engine-of-the-router' })
  const { run } = await discovered(
    ['127.7.30.21', '127.7.30.22'].map((at) => ({ at, device: twice })),
    { ranges: ['127.7.30.20/30'], hops: 0 },
  )
  const { found } = await run()
  expect(found).toHaveLength(1)
  expect(found.flat(2).filter((text) => String(text).startsWith('127.'))).toHaveLength(2)
})

test('ended early it keeps what it found', async () => {
  const devices = Array.from({ length: 6 }, (_, n) => ({ at: `127.7.32.${n + 1}`, device: switchNamed(`early-${n}`) }))
  const { port, close } = await put(devices)
  const snmp = { port, timeoutMs: 200, retries: 0, concurrency: 1 }
  const { config, remove } = installation(port, { discovery: { ranges: ['127.7.32.0/28'] }, snmp })
  ended.push(close, remove)
  const stopping = new AbortController()
  const onProgress = (asked: number) => asked === 2 && stopping.abort()
  const result = await discover({ config, choose: chooseCredentials(config), onProgress, signal: stopping.signal })
  expect(result).toMatchObject({ asked: 2, added: 2, interrupted: true })
  expect(readKnown(config.dataFolder).map(({ sysName }) => sysName)).toEqual(['early-0', 'early-1'])
})
