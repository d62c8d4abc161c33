import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ImportCase, importing } from '../../test/support/importing.ts'
import { type Actor, createWorld, type World } from '../../test/support/world.ts'
import { workbookOf } from '../../test/support/zip.ts'

let world: World
let agent: Actor
let files: ImportCase
beforeAll(async () => {
  world = await createWorld()
  agent = await world.staff('support_agent')
  files = importing(world, agent)
})
afterAll(() => world.close())

describe('a workbook with several sheets', () => {
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  const book = () =>
    new Uint8Array(
      workbookOf({
        'Read me': [['Made by'], ['Somebody']],
        Empty: [['Nothing']],
        Contracts: [
          ['Partner', 'Contract', 'Serial'],
          ['Nobody', 'SH-1', 'SH1'],
        ],
      }),
    )
  const choose = (importId: string, sheet: unknown, as = agent) =>
    world.call(as, 'POST', `/api/v1/vendor/imports/${importId}/sheet`, { sheet })

  test('is read sheet by sheet after it was uploaded, each with its own columns', async () => {
    const { importId } = (await files.upload(book(), { type })).body
    const checked = await files.check(importId, {}, { contractNumber: 0 })
    expect(checked).toMatchObject({ sheet: 'Read me', counts: { rows: 1 } })
    const chosen = await choose(importId, 'Contracts')
    expect(chosen.body, chosen.text).toMatchObject({
      sheet: 'Contracts',
      state: 'uploaded',
      counts: null,
      header: ['Partner', 'Contract', 'Serial'],
      mapping: { partner: 0, contractNumber: 1, serial: 2 },
    })
    expect(await files.check(importId)).toMatchObject({ state: 'checked', counts: { rows: 1 } })
    expect((await files.findings(importId)).join()).toContain('Nobody')
    const acts = await world.ownerDb
      .selectFrom('audit_entry')
      .select('action')
      .where('object_id', '=', importId)
      .orderBy('seq')
      .execute()
    expect(acts.map(({ action }) => action)).toEqual(
      ['uploaded', 'check_started', 'sheet_changed', 'check_started'].map((act) => `import.${act}`),
    )
  })

  test('is read from the first sheet that has rows; without one it is refused', async () => {
    const table = [
      ['Partner', 'Contract', 'Serial'],
      ['Nobody', 'SH-1', 'SH1'],
    ]
    const begun = new Uint8Array(workbookOf({ Nothing: [], Heads: [['Partner']], Contracts: table, Later: table }))
    const { body } = await files.upload(begun, { type })
    expect(body).toMatchObject({
      sheet: 'Contracts',
      header: table[0],
      sheets: ['Nothing', 'Heads', 'Contracts', 'Later'],
    })
    expect((await files.check(body.importId)).counts.rows).toBe(1)
    const none = await files.upload(new Uint8Array(workbookOf({ Nothing: [], Heads: [['Partner']] })), { type })
    expect(none.body.fields).toMatchObject([{ code: 'no_rows' }])
  })

  test('stays as it was where the other sheet is no table, or there is none', async () => {
    const { importId } = (await files.upload(book(), { type })).body
    const empty = await choose(importId, 'Empty')
    expect(empty.body).toMatchObject({ code: 'import_unreadable', fields: [{ code: 'no_rows' }] })
    expect((await choose(importId, 'Contract')).body.fields).toMatchObject([{ path: 'sheet', code: 'no_such_sheet' }])
    expect(await files.read(importId)).toMatchObject({ sheet: 'Read me', state: 'uploaded', header: ['Made by'] })
    expect((await choose(importId, 7)).status).toBe(400)
    expect((await choose(importId, 'Contracts', await world.staff('auditor'))).status).toBe(403)
    const csv = (await files.upload('Contract,Serial\nA,B\n')).body
    expect((await choose(csv.importId, 'Contracts')).status).toBe(400)
    await files.start(importId, 'cancel')
    expect((await choose(importId, 'Contracts')).body.code).toBe('import_forgotten')
  })
})
