import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { servedPartner } from '../../test/support/joining.ts'
import { type Actor, createWorld, type World } from '../../test/support/world.ts'

// Lists that nobody should be able to do harm with: each gets a clear report, and leaves nothing behind.

let world: World
let partnerId: string
let superAdmin: Actor

beforeAll(async () => {
  world = await createWorld()
  ;({ partnerId, superAdmin } = await servedPartner(world))
})
afterAll(() => world.close())

const check = (text: string) =>
  world.call(superAdmin, 'POST', `/api/v1/partners/${partnerId}/team-imports`, { text, role: 'user', language: 'en' })
const rowsOf = async (importId: string) =>
  (await world.call(superAdmin, 'GET', `/api/v1/partners/${partnerId}/team-imports/${importId}/rows`)).body.items
const kept = async () =>
  (await world.ownerDb.selectFrom('team_import').select('import_id').where('partner_id', '=', partnerId).execute())
    .length
const many = (count: number) => Array.from({ length: count }, (_, n) => `p${n}@orbit.example`).join('\n')

describe('a list', () => {
  test.each([
    ['of a workbook opened as text', 'PK\u0003\u0004\u0014\u0000\u0006\u0000 xl/worksheets/sheet1.xml'],
    ['in UTF-16, opened as if it were not', [...'ana@orbit.example'].join('\u0000')],
    ['whose quotes do not close', '"Ana <ana@orbit.example>\nben@orbit.example'],
    ['without an address', 'Ana Ruiz\nBen Ode'],
    ['of nothing but empty lines', '\n \n\t\n'],
    ['of too many people', many(2001)],
    ['of too many characters', `${many(10)}\n${' '.repeat(500_000)}`],
  ])('%s is refused with the reason; nothing is kept of it', async (_, text) => {
    const before = await kept()
    const reply = await check(text)
    expect(reply.status, reply.text).toBe(400)
    expect(reply.body.fields).toMatchObject([{ path: 'text', code: expect.any(String) }])
    expect(await kept()).toBe(before)
  })

  test('a hundred megabytes are not even read', async () => {
    const reply = await check('a@orbit.example\n'.repeat(7_000_000))
    expect(reply.status).toBe(413)
  })

  test('recipients as a mail program copies them are rows of their own', async () => {
    const { body, status } = await check('Ruiz, Ana <ana@orbit.example>; ben@orbit.example')
    expect(status).toBe(201)
    expect(await rowsOf(body.importId)).toMatchObject([
      { position: 1, email: 'ana@orbit.example', firstName: 'Ana', lastName: 'Ruiz' },
      { position: 2, email: 'ben@orbit.example' },
    ])
  })

  test('formulas are no names, and text they stay', async () => {
    const { body } = await check('email,first name,last name\nana@orbit.example,=1+1,"@SUM(A1)"')
    expect(body).toMatchObject({ invite: 0, invalid: 1 })
    expect(await rowsOf(body.importId)).toMatchObject([
      {
        ...{ firstName: '=1+1', lastName: '@SUM(A1)' },
        errors: [
          { column: 'firstName', code: 'name_not_personal', value: '=1+1' },
          { column: 'lastName', code: 'name_not_personal', value: '@SUM(A1)' },
        ],
      },
    ])
  })

  test('names that /join would refuse are wrong here, beside all else; half a name and none are not (R13)', async () => {
    const { body } = await check(
      [
        'email,first name,last name,role',
        'one@orbit.example,Per000,Nilsson,king',
        'two@orbit.example,IT,Helpdesk,',
        'three@orbit.example,Test,,',
        'four@orbit.example,,,',
      ].join('\n'),
    )
    expect(body).toMatchObject({ total: 4, invalid: 2, invite: 2 })
    const rows = (await rowsOf(body.importId)) as { errors: object[] }[]
    expect(rows.map(({ errors }) => errors)).toEqual([
      [
        { column: 'firstName', code: 'name_not_personal', value: 'Per000' },
        { column: 'role', code: 'unknown_role', value: 'king' },
      ],
      [{ column: 'lastName', code: 'name_of_group', value: 'IT Helpdesk' }],
      [],
      [],
    ])
  })

  test('every wrong row is named at once, however wrong it is', async () => {
    const long = 'x'.repeat(300)
    const { body } = await check(
      [
        'email,first name,role,customers',
        `${long}@orbit.example,,,`,
        `a@b,${long},king,`,
        'c@orbit.example,,user,Nowhere',
      ].join('\n'),
    )
    expect(body).toMatchObject({ total: 3, invalid: 3, invite: 0 })
    const rows = (await rowsOf(body.importId)) as { errors: { column: string }[] }[]
    expect(rows.map(({ errors }) => errors.map(({ column }) => column))).toEqual([
      ['email'],
      ['email', 'firstName', 'role'],
      ['customers'],
    ])
  })
})
