import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inventedStack, type SimulatedUser } from '../../simulator/index.ts'
import { brisk, community, put } from '../../test/support/simulated.ts'
import { readDevice } from '../reading/read-device.ts'
import type { Credential } from './credential.ts'
import { Pace } from './pace.ts'
import { DeviceSession, type Manners } from './session.ts'

const [authKey, privKey] = ['tall-cedar-91', 'wide-river-27']
const users: SimulatedUser[] = [
  { name: 'plain' },
  { name: 'signed', auth: 'sha', authKey },
  { name: 'sha-aes128', auth: 'sha', priv: 'aes', authKey, privKey },
  { name: 'sha256-aes256', auth: 'sha256', priv: 'aes256r', authKey, privKey },
  { name: 'sha512-aes256', auth: 'sha512', priv: 'aes256b', authKey, privKey },
]
const device = inventedStack(1)
const at = '127.7.20.1'
let served: Awaited<ReturnType<typeof put>>
beforeAll(async () => {
  served = await put([{ at, device, users }])
})
afterAll(() => served.close())

async function read(port: number, credential: Credential, manners: Partial<Manners> = {}, address = at) {
  const session = new DeviceSession({ address, port }, credential, { ...brisk, ...manners })
  try {
    return await readDevice(session, address)
  } finally {
    session.close()
  }
}

const v3 = (user: string, auth?: string, priv?: string): Credential =>
  ({
    version: '3',
    user,
    ...(auth && { auth: { algorithm: auth, key: authKey } }),
    ...(priv && { priv: { algorithm: priv, key: privKey } }),
  }) as Credential

describe('a device is read the same', () => {
  test.each([
    ['noAuthNoPriv', v3('plain')],
    ['authNoPriv', v3('signed', 'sha')],
    ['SHA, AES-128', v3('sha-aes128', 'sha', 'aes128')],
    ['SHA-256, AES-256 as Cisco has it', v3('sha256-aes256', 'sha256', 'aes256')],
    ['SHA-512, AES-256 as Blumenthal has it', v3('sha512-aes256', 'sha512', 'aes256-blumenthal')],
  ])('with v3: %s', async (_name, credential) => {
    const { polledAt: _, ...byCommunity } = await read(served.port, community)
    expect(await read(served.port, credential)).toMatchObject(byCommunity)
  })

  test('in whatever pieces it answers: cut in the midst of rows, row by row, with packets lost', async () => {
    const { polledAt: _, ...whole } = await read(served.port, community)
    expect(whole.components.filter(({ kind }) => kind === 'chassis')).toHaveLength(2)
    expect(whole.complete).toBe(true)
    const cut = await put([{ at: '127.7.20.2', device }], { maximumBytes: 170 })
    const lossy = await put([{ at: '127.7.20.3', device }], { loss: 0.2 })
    const expected = { ...whole, address: expect.any(String) }
    expect(await read(cut.port, community, {}, '127.7.20.2')).toMatchObject(expected)
    expect(await read(served.port, community, { maxRepetitions: 1 })).toMatchObject(expected)
    expect(await read(lossy.port, community, { timeoutMs: 60, retries: 8 }, '127.7.20.3')).toMatchObject(expected)
    await Promise.all([cut.close(), lossy.close()])
  })
})

describe('why a device was not read', () => {
  test.each([
    ['nobody there', community, '127.7.20.99', 'silent'],
    ['another community', { version: '2c', community: 'other' } as const, at, 'silent'],
    ['an unknown user', v3('nobody', 'sha', 'aes128'), at, 'user'],
    [
      'a wrong authentication key',
      { ...v3('signed'), auth: { algorithm: 'sha', key: 'not-the-key' } } as Credential,
      at,
      'key',
    ],
  ])('%s', async (_name, credential, address, reason) => {
    await expect(read(served.port, credential, { timeoutMs: 100 }, address)).rejects.toMatchObject({ reason })
  })

  test('its deadline passed after it had begun: as far as it was read, and said so', async () => {
    const slow = await put([{ at: '127.7.20.4', device }], { latencyMs: 150 })
    const said = await read(slow.port, community, { deadlineMs: 500 }, '127.7.20.4')
    expect(said).toMatchObject({ sysName: device.name, complete: false })
    await slow.close()
  })
})

test('a pace lets no more packets through than it says', async () => {
  const pace = new Pace(1000)
  const from = performance.now()
  for (let packet = 0; packet < 120; packet++) await pace.turn()
  // 120 packets less what may go at once (20) need at least 99 intervals of a millisecond.
  expect(performance.now() - from).toBeGreaterThan(90)
})
