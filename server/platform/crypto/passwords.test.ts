import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hashPassword, passwordProblems, verifyPassword } from './passwords.ts'

const context = ['Anna Müller', 'anna.mueller@acme-networks.example', 'Acme Networks S.A.', 'Northwind']
const codes = async (password: string) => (await passwordProblems(password, context)).map((problem) => problem.code)

describe('password rules', () => {
  it.each([
    'correct horse battery staple',
    'my dog eats 3 shoes',
    'el perro come tortillas',
    'fjord waltz quilt',
    'vK8#tq2!pLz9@wXe',
    '東京の空は今日も青い。とても高い雲',
    'acme nunca duerme en tranvías',
    'x'.repeat(3) + 'Grüße aus dem Tal 77'.repeat(6),
  ])('take a good one: %s', async (password) => {
    expect(await codes(password)).toEqual([])
  })

  it.each([
    'password1234567',
    'passwordpassword',
    'PasswordPassword1',
    'P@ssw0rd!P@ssw0rd!',
    'aaaaaaaaaaaaaaaaaaaa',
    'abababababababab',
    '123456789012345',
    '98765432109876543',
    'qwertyuiopasdfgh',
    '1q2w3e4r5t6y7u8i',
    '1qaz2wsx3edc4rfv',
    'abcdefghijklmnopq',
    'letmeinletmeinletmein',
    'iloveyouiloveyou!',
    'thisisapassword',
    'Summer2026Summer2026',
    'Contraseña2026!!',
    'bienvenidobienvenido',
  ])('refuse what is tried first: %s', async (password) => {
    expect(await codes(password)).toEqual(['password_guessable'])
  })

  it.each(['anna.mueller1985', 'AcmeNetworks2026!', 'northwindnorthwind', 'muller-acme-muller', '@cm3netw0rks.anna'])(
    'refuse what belongs to the person: %s',
    async (password) => {
      expect(await codes(password)).toEqual(['password_personal'])
      expect(await passwordProblems(`${password} kx9 tranvía`, context)).toEqual([])
    },
  )

  it('count characters, not bytes or UTF-16 units, and have no other rule', async () => {
    expect(await passwordProblems('correct horse', context)).toEqual([{ code: 'password_too_short', min: 15 }])
    expect(await codes('letmein')).toEqual(['password_too_short', 'password_guessable'])
    expect(await codes('🦊🐢🦉🐙🦀🐝🦋🐞🦔🐌🐠🐬🐳🦭')).toEqual(['password_too_short'])
    expect(await codes('🦊🐢🦉🐙🦀🐝🦋🐞🦔🐌🐠🐬🐳🦭🐘')).toEqual([])
    expect(await codes('z'.repeat(257))).toEqual(['password_too_long'])
  })

  it('answer for anything pasted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (text) => {
        for (const code of await codes(text)) expect(code).toMatch(/^password_/)
      }),
      { numRuns: 50 },
    )
  })
})

describe('password hashes', () => {
  it('are argon2id with the parameters asked for, and verify', async () => {
    const stored = await hashPassword('correct horse battery staple')
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(await verifyPassword(stored, 'correct horse battery staple')).toBe(true)
    expect(await verifyPassword(stored, 'correct horse battery stapler')).toBe(false)
    expect(await verifyPassword(stored, 'y'.repeat(5000))).toBe(false)
  })

  it('know one password typed in two Unicode spellings', async () => {
    const stored = await hashPassword('contrasen\u0303a de Mari\u0301a')
    expect(await verifyPassword(stored, 'contrase\u00f1a de Mar\u00eda')).toBe(true)
  })

  it('say no where there is no account', async () => {
    expect(await verifyPassword(null, 'correct horse battery staple')).toBe(false)
  })
})
