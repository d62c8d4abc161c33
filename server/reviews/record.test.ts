import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { inflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { reviewsOf } from '../../test/support/reviews.ts'
import { type Actor, createWorld, type World } from '../../test/support/world.ts'
import { closeReview } from './close.ts'

let world: World
let partnerId: string
let reviews: ReturnType<typeof reviewsOf>
let superAdmin: Actor
let reviewId: string
let folder: string

beforeAll(async () => {
  world = await createWorld()
  partnerId = (await world.partner({ name: 'Álpha “Quoted” GmbH' })).partnerId
  reviews = reviewsOf(world, partnerId)
  superAdmin = await world.member(partnerId, { role: 'super_admin' })
  const bakery = await world.customer(partnerId, { name: '=Bakery()' })
  const user = await world.member(partnerId, { role: 'user', customers: [bakery] })
  reviewId = await reviews.start(superAdmin, { title: 'Autumn', rule: 'suspend' })
  const { rowId } = await reviews.rowOf(superAdmin, reviewId, user, 'association')
  await reviews.answer(superAdmin, reviewId, 'keep', [rowId], 'Still needed')
  folder = await mkdtemp(join(tmpdir(), 'partnergate-record-'))
})
afterAll(async () => {
  await world.close()
  await rm(folder, { recursive: true, force: true })
})

const download = (format: string, by: Actor | null = superAdmin) =>
  world.call(by, 'GET', reviews.at(`/${reviewId}/record?format=${format}`))

/** What the command answers about a file, with the keys saved beside it: nobody is asked. */
async function verify(file: string, keys: unknown): Promise<{ code: number; text: string }> {
  const [at, keysAt] = [join(folder, 'record.json'), join(folder, 'keys.json')]
  await writeFile(at, file)
  await writeFile(keysAt, JSON.stringify(keys))
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['server/reviews/verify.main.ts', at, keysAt])
    return { code: 0, text: stdout }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, text: stdout + stderr }
  }
}

/** What is compressed in a PDF: its pages, fonts and attached files. */
function streamsOf(pdf: Buffer): Buffer[] {
  return [...pdf.toString('latin1').matchAll(/stream\n([\s\S]*?)\nendstream/g)].flatMap((match) => {
    try {
      return [inflateSync(Buffer.from(match[1] ?? '', 'latin1'))]
    } catch {
      return []
    }
  })
}

describe('the result', () => {
  test('while a review runs there is a table, no record', async () => {
    for (const format of ['json', 'pdf']) expect((await download(format)).body.code).toBe('review_not_closed')
    const table = await download('csv')
    expect(table.text).toContain('Still needed')
    expect(table.text).toContain('Last sign-in at the start (UTC)')
    expect(table.text).toContain("'=Bakery()")
  })

  test('is a record that anybody can verify with the published keys, and nobody can alter', async () => {
    await world.call(superAdmin, 'POST', reviews.at(`/${reviewId}/close`), { reason: 'All is said' })
    await closeReview({ ...world.deps, signal: new AbortController().signal }, reviewId)
    const { text, body } = await download('json')
    const keys = (await world.call(null, 'GET', '/.well-known/partnergate-keys.json')).body
    expect(body.keys).toBe(`${world.config.origin}/.well-known/partnergate-keys.json`)
    const [{ record }] = body.records
    expect(record).toMatchObject({
      type: 'partnergate-access-review+json',
      partner: { partnerId, name: 'Álpha “Quoted” GmbH' },
      review: { title: 'Autumn', rule: 'suspend', runBy: 'partner', closedEarlyBecause: 'All is said' },
      totals: { rows: 3, kept: 2, suspended: 1, removed: 0, unanswered: 2 },
      reviewers: [{ accountId: superAdmin.accountId, answers: 1 }],
    })
    // Last sign-in and usage are of the start, and say so.
    expect(record.review.usageAsOf).toBe(record.review.rowsFixedAt)
    const kept = record.rows.find((row: { kind: string }) => row.kind === 'association')
    expect(kept).toMatchObject({
      result: 'keep',
      answeredBy: 'reviewer',
      reason: 'Still needed',
      customer: { name: '=Bakery()' },
    })

    expect(await verify(text, keys)).toMatchObject({ code: 0 })
    // However it is laid out: what is signed is the content.
    expect(await verify(JSON.stringify(body, null, 4), keys)).toMatchObject({ code: 0 })
    const altered = await verify(text.replace('"result":"suspend"', '"result":"keep"'), keys)
    expect(altered.code).toBe(1)
    expect(altered.text).toContain('NOT as it was signed')
    const fewer = structuredClone(body)
    fewer.records[0].record.rows.pop()
    expect((await verify(JSON.stringify(fewer), keys)).code).toBe(1)
    expect((await verify(text, { keys: [] })).code).toBe(1)
    expect((await verify('{}', keys)).code).toBe(2)
  })

  test('is printed as a PDF with the very record inside, which verifies', async () => {
    const print = async () => {
      const path = reviews.at(`/${reviewId}/record?format=pdf`)
      const printed = await world.app.request(path, { headers: { cookie: superAdmin.cookie } })
      expect(printed.headers.get('content-type')).toBe('application/pdf')
      return Buffer.from(await printed.arrayBuffer())
    }
    const pdf = await print()
    expect(pdf.subarray(0, 8).toString('latin1')).toBe('%PDF-1.7')
    const record = (await download('json')).text
    const inside = streamsOf(pdf).find((stream) => stream.toString() === record)
    const keys = (await world.call(null, 'GET', '/.well-known/partnergate-keys.json')).body
    expect(await verify(inside?.toString() ?? '', keys)).toMatchObject({ code: 0 })
    await world.ownerDb
      .updateTable('auth.user')
      .set({ language: 'es' })
      .where('id', '=', superAdmin.accountId)
      .execute()
    expect((await print()).toString('latin1')).toContain('/Lang (es)')
  })

  test('keeps what was signed, whatever is done to the rows afterwards', async () => {
    const before = (await download('json')).body.records
    await world.ownerDb
      .updateTable('access_review_row')
      .set({ reason: 'Forged' })
      .where('review_id', '=', reviewId)
      .execute()
    expect((await download('json')).body.records).toEqual(before)
  })

  test('goes to who may read the review, and every download is in the audit', async () => {
    const stranger = await world.member((await world.partner()).partnerId, { role: 'super_admin' })
    expect((await download('xlsx')).headers.get('content-type')).toContain('spreadsheetml')
    expect((await download('json', stranger)).status).toBe(404)
    expect((await download('json', await world.member(partnerId, { role: 'user' }))).status).toBe(403)
    expect((await download('json', null)).status).toBe(401)
    const exports = await world.ownerDb
      .selectFrom('audit_entry')
      .select('body')
      .where('action', '=', 'access_review.exported')
      .orderBy('seq')
      .execute()
    expect(exports.map((row) => JSON.parse(row.body).detail.format)).toEqual([
      ...['csv', 'json', 'pdf', 'json', 'pdf', 'json', 'json', 'xlsx'],
    ])
  })
})
