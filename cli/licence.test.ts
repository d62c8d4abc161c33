import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CommandLine, commandLine } from '../test/support/command-line.ts'

let served: CommandLine
let licence: string
let file: string
let keys: string
beforeAll(async () => {
  served = await commandLine()
  const { world, home, origin } = served
  const { partnerId } = await world.partner()
  const customerId = await world.customer(partnerId, { name: 'Acme Foods' })
  await world.service(partnerId, customerId)
  const admin = await world.member(partnerId, { role: 'admin' })
  const collectorId = await world.collector(partnerId, customerId)
  const answer = await fetch(`${origin}/api/v1/partners/${partnerId}/collectors/${collectorId}/licence`, {
    method: 'POST',
    headers: { origin, cookie: admin.cookie },
  })
  licence = ((await answer.json()) as { licence: string }).licence
  file = await save('madrid.licence', `${licence}\n`)
  keys = await save('keys.json', await (await fetch(`${origin}/.well-known/partnergate-keys.json`)).text())

  async function save(name: string, content: string): Promise<string> {
    await writeFile(join(home, name), content)
    return join(home, name)
  }
})
afterAll(() => served?.close())

const verify = async (content: string | null, ...more: string[]) => {
  const path = content === null ? file : join(served.home, `${crypto.randomUUID()}.licence`)
  if (content !== null) await writeFile(path, content)
  return served.partnergate(['licence', 'verify', path, ...more])
}

test('a genuine licence is checked offline, and says everything but its code', async () => {
  const { status, out, err } = await verify(null, '--keys', keys)
  expect([status, err]).toEqual([0, ''])
  expect(out).toContain('Acme Foods')
  expect(out).toContain('Genuine and in date')
  const { enrolment_code: code } = JSON.parse(Buffer.from(licence.split('.')[1] ?? '', 'base64url').toString())
  expect(out).not.toContain(code)
  const json = JSON.parse((await verify(null, '--keys', served.origin, '--json')).out)
  expect(json).toMatchObject({ valid: true, claims: { customer_name: 'Acme Foods', iss: served.origin } })
})

test('whatever is altered, unsigned or another’s ends with 1, whatever cannot be read with 2', async () => {
  const [header, claims, signature] = licence.split('.')
  const none = Buffer.from('{"alg":"none","typ":"collector-license+jwt"}').toString('base64url')
  const body = JSON.parse(Buffer.from(claims ?? '', 'base64url').toString())
  const longer = Buffer.from(JSON.stringify({ ...body, exp: body.exp + 9 })).toString('base64url')
  for (const altered of [`${none}.${claims}.`, `${header}.${longer}.${signature}`, 'x', ''])
    expect((await verify(altered, '--keys', keys)).status, altered).toBe(1)
  const noKeys = join(served.home, 'none.json')
  await writeFile(noKeys, '{"keys":[]}')
  const foreign = await verify(null, '--keys', noKeys)
  expect([foreign.status, foreign.err]).toEqual([1, expect.stringContaining('None of these keys')])
  await writeFile(noKeys, '[]')
  expect((await verify(null, '--keys', noKeys)).status).toBe(1)
  expect((await verify(null, '--keys', join(served.home, 'missing.json'))).status).toBe(2)
  expect((await served.partnergate(['licence', 'verify'])).status).toBe(2)
  expect((await verify(null)).err).toContain('--keys')
})

test('a key that was replaced and is accepted no more', async () => {
  const published = JSON.parse(await (await fetch(`${served.origin}/.well-known/partnergate-keys.json`)).text())
  const old = join(served.home, 'old.json')
  const at = (days: number) => Math.floor(Date.now() / 1000) + days * 86_400
  for (const [days, status] of [
    [1, 0],
    [-1, 1],
  ] as const) {
    await writeFile(old, JSON.stringify({ keys: [{ ...published.keys[0], licences_until: at(days) }] }))
    expect((await verify(null, '--keys', old)).status).toBe(status)
  }
})
