import { afterAll, beforeAll, expect, test } from 'vitest'
import { inventedStack } from '../../simulator/index.ts'
import { brisk, community, put } from '../../test/support/simulated.ts'
import type { Credential } from '../snmp/credential.ts'
import { diagnose } from './diagnose.ts'

const keys = { authKey: 'tall-cedar-91', privKey: 'wide-river-27' }
const [telling, mute] = ['127.7.40.1', '127.7.40.2']
let served: Awaited<ReturnType<typeof put>>[]
beforeAll(async () => {
  const users = [{ name: 'netops', auth: 'sha256' as const, priv: 'aes' as const, ...keys }]
  served = [
    await put([{ at: telling, device: inventedStack(1), users }]),
    await put([{ at: mute, device: inventedStack(2), users }], { reports: false }),
  ]
})
afterAll(() => Promise.all(served.map(({ close }) => close())))

const user = (name: string, auth = keys.authKey, priv = keys.privKey): Credential => ({
  version: '3',
  user: name,
  auth: { algorithm: 'sha256', key: auth },
  priv: { algorithm: 'aes128', key: priv },
})

test.each<[string, string, Credential, string, RegExp]>([
  ['all is well', telling, user('netops'), 'ok', /switch-1 answers/],
  ['the user is unknown', telling, user('netopps'), 'user', /does not know the user netopps/],
  ['the key is wrong, and it is said', telling, user('netops', 'not-the-key'), 'key', /key or its algorithm is wrong/],
  [
    'the key is wrong, and nothing is said',
    mute,
    user('netops', 'not-the-key'),
    'key',
    /discovery of its engine.*wrong key/,
  ],
  ['the privacy key is wrong', telling, user('netops', keys.authKey, 'not-the-key'), 'key', /wrong key or algorithm/],
  ['the community is wrong', telling, { version: '2c', community: 'other' }, 'community', /none of the communities/],
  ['nothing listens there', '127.7.40.9', community, 'no_agent', /nothing listens/],
  ['the name is unknown', 'no-such-host.invalid', community, 'name', /not known/],
])('%s', async (_name, address, credential, code, says) => {
  const { port } = (address === mute ? served[1] : served[0]) as { port: number }
  const finding = await diagnose(address, port, { ...brisk, timeoutMs: 250 }, () => [{ name: 'only', credential }])
  expect(finding).toMatchObject({ code, ok: code === 'ok', says: expect.stringMatching(says) })
  expect(finding.says).not.toMatch(/cedar|river|not-the-key/)
})
