import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { servedPartner } from '../../test/support/joining.ts'
import { type Actor, createWorld, inDays, type World } from '../../test/support/world.ts'

let world: World
let partnerId: string
let superAdmin: Actor
let some: Actor
let all: Actor
let formula: string

beforeAll(async () => {
  world = await createWorld()
  ;({ partnerId, superAdmin } = await servedPartner(world))
  formula = await world.customer(partnerId, { name: '=HYPERLINK("x")' })
  await world.service(partnerId, formula)
  some = await world.member(partnerId, { role: 'user', customers: [formula] })
  all = await world.member(partnerId, { role: 'user', customers: 'all' })
  const ending = await world.customer(partnerId, { name: 'Ending' })
  await world.associate(partnerId, some.accountId, ending, inDays(5))
  await world.associate(partnerId, some.accountId, await world.customer(partnerId, { name: 'Over' }), inDays(-5))
})
afterAll(() => world.close())

const get = (actor: Actor | null, rest: string, of = partnerId) =>
  world.call(actor, 'GET', `/api/v1/partners/${of}/${rest}`)
const linesOf = (text: string) => text.trim().split('\r\n')

describe('who sees which customers, as a file', () => {
  test('a row an association; who reaches all has one row; no cell is a formula', async () => {
    const { text, headers } = await get(superAdmin, 'associations-export?format=csv')
    expect(headers.get('content-disposition')).toContain('.csv')
    const lines = linesOf(text)
    expect(lines).toHaveLength(1 + 1 + 1 + 3)
    const of = (actor: Actor) => lines.filter((line) => line.includes(actor.email))
    expect(of(superAdmin)[0]).toContain('Every customer,role')
    expect(of(all)[0]).toContain('"all customers, future ones too"')
    expect(of(some).find((line) => line.includes('HYPERLINK'))).toContain(`"'=HYPERLINK(""x"")"`)
    expect(of(some).find((line) => line.includes('Over'))).toMatch(/,yes$/)
    const narrowed = await get(superAdmin, 'associations-export?format=csv&customerQ=ending&role=user')
    expect(linesOf(narrowed.text).filter((line) => line.includes('Ending'))).toHaveLength(1)
    expect(narrowed.text).not.toContain('HYPERLINK')
  })

  test('the matrix: a column a customer, a cell what it is reached by, in the reader’s language', async () => {
    await world.ownerDb
      .updateTable('auth.user')
      .set({ language: 'es' })
      .where('id', '=', superAdmin.accountId)
      .execute()
    const { text } = await get(superAdmin, 'associations-export?format=csv&layout=matrix')
    const [header = '', ...rows] = linesOf(text)
    expect(header).toContain('Función')
    expect(header).toContain(`"'=HYPERLINK(""x"")"`)
    const cells = (actor: Actor) => (rows.find((row) => row.includes(actor.email)) ?? '').split(',').slice(3)
    expect(new Set(cells(superAdmin))).toEqual(new Set(['función']))
    expect(new Set(cells(all))).toEqual(new Set(['todos']))
    expect(cells(some).filter((cell) => cell === 'x')).toHaveLength(1)
    expect(cells(some).filter((cell) => cell.startsWith('20'))).toHaveLength(1)
    const workbook = await get(superAdmin, 'associations-export?format=xlsx&layout=matrix')
    expect(workbook.headers.get('content-type')).toContain('spreadsheetml')
  })

  test('of one customer: who sees it', async () => {
    const { text } = await get(superAdmin, `customers/${formula}/seen-by-export?format=csv`)
    expect(linesOf(text)).toHaveLength(4)
    const elsewhere = await servedPartner(world)
    const other = await get(superAdmin, `customers/${elsewhere.customerId}/seen-by-export?format=csv`)
    expect(other.status).toBe(404)
  })

  test('is the administrators’, and every download is in the audit', async () => {
    const elsewhere = await servedPartner(world)
    expect((await get(some, 'associations-export?format=csv')).status).toBe(403)
    expect((await get(null, 'associations-export?format=csv')).status).toBe(401)
    expect((await get(elsewhere.superAdmin, 'associations-export?format=csv')).status).toBe(404)
    expect((await get(superAdmin, 'associations-export?format=pdf')).status).toBe(400)
    const entries = await world.ownerDb
      .selectFrom('audit_entry')
      .select('body')
      .where('action', '=', 'association.exported')
      .orderBy('seq')
      .execute()
    const details = entries.map(({ body }) => JSON.parse(body).detail)
    expect(details).toHaveLength(5)
    expect(details[1]).toMatchObject({ format: 'csv', layout: 'list', filter: { customerQ: 'ending' } })
  })
})
