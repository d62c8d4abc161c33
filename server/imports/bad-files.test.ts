import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ImportCase, importing } from '../../test/support/importing.ts'
import { type Actor, createWorld, type World } from '../../test/support/world.ts'
import { workbook } from '../../test/support/zip.ts'
import { applyJob, checkJob } from './jobs.ts'

let world: World
let agent: Actor
let files: ImportCase
beforeAll(async () => {
  world = await createWorld()
  agent = await world.staff('support_agent')
  files = importing(world, agent)
  const { partnerId } = await world.partner({ name: 'Alpha' })
  await world.customer(partnerId, { name: 'Bakery' })
  await world.ownerDb
    .insertInto('contract_type')
    .values({ contract_type_id: crypto.randomUUID(), name: 'Old', state: 'retired' })
    .execute()
  const other = await world.partner({ name: 'Beta' })
  await world.contract(other.partnerId, { number: 'BETA-1' })
})
afterAll(() => world.close())

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const header =
  'Partner,Contract number,Contract type,Customer,Contract start,Contract end,Serial number,Vendor,Product id,Line start,Line end'
const records = async () =>
  (
    await sql`select (select count(*) from contract)::int as contracts, (select count(*) from contract_line)::int as lines,
    (select count(*) from customer)::int as customers, (select count(*) from import_chunk)::int as chunks`.execute(
      world.ownerDb,
    )
  ).rows[0]

describe('refused as they arrive, with where and why', () => {
  const cases: [string, Uint8Array<ArrayBuffer> | string, string, string][] = [
    ['another encoding', new Uint8Array(Buffer.from('Partner,Contract\nJosé,1\n', 'latin1')), 'text/csv', 'not_utf8'],
    ['a quotation mark left open', 'Partner,Contract\n"Alpha,1\n', 'text/csv', 'unbalanced_quote'],
    ['a page to print', '%PDF-1.7\n1 0 obj\n', 'application/octet-stream', 'not_a_table'],
    ['nothing below the header', 'Partner,Contract\n', 'text/csv', 'no_rows'],
    ['an old workbook', new Uint8Array(Buffer.from('d0cf11e0a1b11ae10000', 'hex')), xlsx, 'old_workbook'],
    [
      'a document type',
      new Uint8Array(workbook('', [{ name: 'xl/worksheets/sheet1.xml', content: '<!DOCTYPE a><worksheet/>' }])),
      xlsx,
      'xml_doctype',
    ],
    [
      'a zip bomb',
      new Uint8Array(workbook('<row/>', [{ name: 'xl/big.xml', content: Buffer.alloc(30 * 1024 * 1024) }])),
      xlsx,
      'inflates_too_much',
    ],
    [
      'a path out of the archive',
      new Uint8Array(workbook('<row/>', [{ name: '../x', content: 'x' }])),
      xlsx,
      'unsafe_part',
    ],
  ]
  test.each(cases)('%s', async (_, content, type, code) => {
    const before = await records()
    const reply = await files.upload(content, { type })
    expect(reply).toMatchObject({ status: 400, body: { code: 'import_unreadable', fields: [{ path: 'file', code }] } })
    expect(await records()).toEqual(before)
  })

  test('plain text that is called a workbook is told what it is, by the name as by the type', async () => {
    const refused = async (content: string, name: string) =>
      (await files.upload(content, { type: xlsx, name })).body.fields[0].code
    expect(await refused('Please see the attached list', 'contracts.xlsx')).toBe('text_not_workbook')
    expect(await refused('Please see\nthe attached\nlist', 'Contracts.XLSX')).toBe('text_not_workbook')
    expect(await refused('', 'contracts.xlsx')).toBe('no_rows')
    expect(await refused('Please see the attached list', 'contracts.csv')).toBe('no_rows')
    const table = await files.upload('Partner,Contract number\nAlpha,C-100\n', { type: xlsx, name: 'contracts.xlsx' })
    expect(table).toMatchObject({ status: 201, body: { format: 'csv' } })
    const empty = Buffer.from(workbook('<row r="1"><c t="inlineStr"><is><t>Partner</t></is></c></row>'))
    const reply = await files.upload(new Uint8Array(empty), { type: xlsx, name: 'contracts.xlsx' })
    expect(reply.body.fields[0].code).toBe('no_rows')
  })

  test('a hundred megabytes, a type we do not take, somebody who may not', async () => {
    const huge = new Uint8Array(51 * 1024 * 1024).fill(49)
    expect(await files.upload(huge)).toMatchObject({
      status: 413,
      body: { code: 'too_large', params: { megabytes: 50 } },
    })
    expect((await files.upload('a,b\n1,2\n', { type: 'image/png' })).status).toBe(415)
    expect((await files.upload('a,b\n1,2\n', { as: await world.staff('auditor') })).status).toBe(403)
    expect((await files.upload('a,b\n1,2\n', { as: await world.person() })).status).toBe(404)
    expect((await files.upload('a,b\n1,2\n', { as: null })).status).toBe(401)
  })
})

test('every wrong row is named, by row and column, all at once', async () => {
  const rows = [
    'Alpha,BF-1,Gold,Bakery,2026-01-01,2026-12-31,S1,Cisco,P,,',
    'Gamma,BF-2,Gold,,2026-01-01,2026-12-31,,,,,',
    'Alpha,BF-3,Silver,,2026-01-01,2026-12-31,,,,,',
    'Alpha,BF-4,Old,,2026-01-01,2026-12-31,,,,,',
    'Alpha,BF-5,Gold,Butcher,2026-01-01,2026-12-31,,,,,',
    'Alpha,BF-6,Gold,,2026-12-31,2026-01-01,,,,,',
    'Alpha,BF-7,Gold,,2026-02-30,03/04/2026,,,,,',
    'Alpha,BETA-1,Gold,,2026-01-01,2026-12-31,,,,,',
    'Alpha,BF-1,Gold,Bakery,2026-01-01,2026-11-30,S2,Cisco,P,,',
    'Alpha,BF-1,Gold,Bakery,2026-01-01,2026-12-31,s1,CISCO,P,,',
    'Alpha,BF-1,Gold,Bakery,2026-01-01,2026-12-31,S3,Cisco,P,2026-05-01,2026-04-30',
    'Alpha,BF-1,Gold,Bakery,2026-01-01,2026-12-31,S4,Cisco,P,2025-05-01,2027-04-30',
    'Alpha,BF-1,Gold,Bakery,2026-01-01,2026-12-31,,Cisco,C9300,,',
    'Alpha,BF-1,Gold,Bakery,2026-01-01,2026-12-31,S5,,,,',
    ',,,,,,S6,Cisco,,,',
    `Alpha,${'X'.repeat(61)},Gold,,2026-01-01,2026-12-31,,,,,`,
  ]
  const { body } = await files.upload([header, ...rows].join('\n'))
  const { counts } = await files.check(body.importId)
  expect(await files.findings(body.importId)).toEqual([
    '3 A unknown_partner Gamma',
    '4 C unknown_contract_type Silver',
    '5 C contract_type_retired Old',
    '6 D unknown_customer Butcher',
    '7 F ends_before_start 2026-01-01',
    '8 E invalid_date 2026-02-30',
    '8 F ambiguous_date 03/04/2026',
    '9 B other_partners_contract BETA-1',
    '10 F contradicts_row 2026-11-30',
    '11 G duplicate_serial s1',
    '12 K line_ends_before_start 2026-04-30',
    '13 J line_outside_contract 2025-05-01',
    '14 G serial_missing',
    '15 H required',
    '16 B required',
    '16 A required',
    '16 C required',
    '16 E required',
    '16 F required',
    `17 B text_too_long ${'X'.repeat(61)}`,
  ])
  expect(counts).toMatchObject({ rows: 16, errorRows: 15, errors: 20, contracts: { new: 1 }, lines: { new: 1 } })
  const csv = await world.call(agent, 'GET', `/api/v1/vendor/imports/${body.importId}/findings-export`)
  expect(csv.text.split('\r\n')[10]).toBe('11,G,Serial number,serial,duplicate_serial,s1,row 2')
  expect(await files.start(body.importId, 'apply', { mode: 'all' })).toMatchObject({
    status: 409,
    body: { code: 'import_has_errors' },
  })
  await files.apply(body.importId, 'good')
  const made =
    await sql`select c.number, count(l.line_id)::int as lines from contract c left join contract_line l using (partner_id, contract_id)
    where c.number like 'BF-%' group by 1`.execute(world.ownerDb)
  expect(made.rows).toEqual([{ number: 'BF-1', lines: 1 }])
})

test('formulas and error values in a workbook are named, never believed', async () => {
  const cell = (at: string, text: string) => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`
  const sheet =
    `<row r="1">${cell('A1', 'Contract')}${cell('B1', 'Serial')}${cell('C1', 'Vendor')}</row>` +
    `<row r="2">${cell('A2', 'BETA-1')}<c r="B2" t="str"><f>A1&amp;"x"</f><v>SN1</v></c><c r="C2" t="e"><v>#REF!</v></c></row>`
  const { body } = await files.upload(new Uint8Array(workbook(sheet)), { type: xlsx })
  await files.check(body.importId)
  expect(await files.findings(body.importId)).toEqual(['2 B formula', '2 C error_value'])
})

test('a formula in a text file is named as well; a text in the guise of one is that text', async () => {
  const line = (serial: string) => `Alpha,FORM-1,Gold,Bakery,2026-01-01,2026-12-31,${serial},Cisco,P,,`
  const guise = `"=${'""'}0042${'""'}"`
  const { body } = await files.upload([header, line('=SUM(A1:A2)'), line(guise)].join('\n'))
  await files.check(body.importId)
  expect(await files.findings(body.importId)).toEqual(['2 G formula =SUM(A1:A2)'])
  await files.apply(body.importId, 'good')
  const lines = await world.ownerDb
    .selectFrom('contract_line')
    .select('serial')
    .where('serial', 'like', '%42')
    .execute()
  expect(lines).toEqual([{ serial: '0042' }])
})

test('what breaks far into a file fails the check there; nothing is staged', async () => {
  const good = 'Alpha,FAR-1,Gold,,2026-01-01,2026-12-31,,,,,\n'.repeat(9000)
  const { body } = await files.upload(
    new Uint8Array(Buffer.concat([Buffer.from(`${header}\n${good}`), Buffer.from('Se\xf1or,', 'latin1')])),
  )
  expect(await files.check(body.importId)).toMatchObject({
    state: 'failed',
    counts: null,
    fault: { code: 'not_utf8', params: { row: 9002 } },
  })
  const staged =
    await sql`select 1 from import_line where import_id = ${body.importId} union all select 1 from import_contract where import_id = ${body.importId}`.execute(
      world.ownerDb,
    )
  expect(staged.rows).toEqual([])
})

describe('stopping, and the records moving on', () => {
  const file = `${header}\nAlpha,ST-1,Gold,,2026-01-01,2026-12-31,ST1,Cisco,P,,\n`

  test('cancelled before the worker comes, or while it works: nothing of it is recorded', async () => {
    const checked = await files.checked(file)
    await files.start(checked.importId, 'apply', { mode: 'all' })
    expect((await files.start(checked.importId, 'cancel')).body).toMatchObject({
      state: 'applying',
      cancelRequested: true,
    })
    await applyJob.handle({ importId: checked.importId }, files.context)
    expect(await files.read(checked.importId)).toMatchObject({ state: 'cancelled' })
    expect((await world.call(agent, 'GET', '/api/v1/vendor/contracts?q=ST-1')).body.items).toEqual([])
    // It can be taken up again.
    await files.check(checked.importId)
    await files.apply(checked.importId)
    expect((await files.start(checked.importId, 'cancel')).status).toBe(409)
  })

  test('two who press at once start it once; a job that comes twice does it once', async () => {
    const { importId } = await files.checked(file.replaceAll('ST-1', 'ST-2'))
    const replies = await Promise.all([1, 2, 3].map(() => files.start(importId, 'apply', { mode: 'all' })))
    expect(replies.map((reply) => reply.status).sort()).toEqual([202, 409, 409])
    await Promise.all([1, 2].map(() => applyJob.handle({ importId }, files.context)))
    expect(await files.read(importId)).toMatchObject({ state: 'applied' })
    const audited =
      await sql`select 1 from audit_entry where object_id = ${importId} and action = 'import.applied'`.execute(
        world.ownerDb,
      )
    expect(audited.rows).toHaveLength(2)
  })

  test('somebody else records the contract meanwhile: all is undone and said so', async () => {
    const { importId } = await files.checked(file.replaceAll('ST-1', 'ST-3'))
    const { partnerId } = await world.partner()
    await world.contract(partnerId, { number: 'ST-3' })
    await files.start(importId, 'apply', { mode: 'all' })
    await applyJob.handle({ importId }, files.context)
    expect(await files.read(importId)).toMatchObject({ state: 'failed', fault: { code: 'changed_meanwhile' } })
    await checkJob.handle({ importId }, files.context)
    expect(await files.read(importId)).toMatchObject({ state: 'failed' })
    await files.check(importId)
    expect(await files.findings(importId)).toEqual(['2 B other_partners_contract ST-3'])
  })
})
