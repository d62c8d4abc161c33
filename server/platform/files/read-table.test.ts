import { describe, expect, test } from 'vitest'
import { workbook, zip } from '../../../test/support/zip.ts'
import { type FileSource, openTable } from './read-table.ts'
import { columnName, type ReadRow, TableFault } from './table.ts'
import { xlsxFile } from './xlsx.ts'

/** In pieces of `size` bytes, so that every boundary is crossed. */
function source(content: string | Uint8Array, size = 7): FileSource {
  const bytes = Buffer.from(content as Uint8Array)
  return async function* () {
    yield bytes.subarray(0, 300)
    for (let at = 300; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
}
/** The same with tiny first pieces. */
function trickle(content: string | Uint8Array): FileSource {
  const bytes = Buffer.from(content as Uint8Array)
  return async function* () {
    for (const byte of bytes) yield Buffer.from([byte])
  }
}
async function read(from: FileSource, sheet?: string) {
  const table = await openTable(from, sheet)
  const rows: ReadRow[] = []
  for await (const batch of table.rows) rows.push(...batch)
  return { ...table, rows, cells: rows.map((row) => row.cells) }
}
async function fault(from: FileSource): Promise<{ code: string; params: object }> {
  try {
    await read(from)
  } catch (error) {
    if (error instanceof TableFault) return { code: error.code, params: error.params }
    throw error
  }
  return { code: 'none', params: {} }
}

describe('CSV', () => {
  test('cells that repeat what stands above them, or begin like it, are cut where they end', async () => {
    const text = 'a,b,c\nx,y,\nx,y,\nx,,y\nxx,y\n"x,y",z\nx,y,z\n"x",y\nx\n,,y,\nx,y,z,x,y'
    const rows = [
      ['x', 'y', ''],
      ['x', 'y', ''],
      ['x', '', 'y'],
      ['xx', 'y'],
      ['x,y', 'z'],
      ['x', 'y', 'z'],
      ['x', 'y'],
      ['x'],
      ['', '', 'y', ''],
      ['x', 'y', 'z', 'x', 'y'],
    ]
    for (const from of [source(text), trickle(text)]) expect((await read(from)).cells).toEqual(rows)
  })

  test('of every custom: separators, marks, ends of line, quotation, umlauts cut in half', async () => {
    const plain = [
      ['a', 'Größe, x'],
      ['ñ', 'say "hi"'],
    ]
    for (const text of [
      'one,two\r\na,"Größe, x"\r\nñ,"say ""hi"""\r\n',
      '\uFEFFone;two\na;"Größe, x"\nñ;"say ""hi"""',
      'sep=;\r\none;two\r\na;"Größe, x"\r\nñ;"say ""hi"""',
      'one\ttwo\ra\tGröße, x\rñ\tsay "hi"\r',
    ]) {
      for (const from of [source(text), trickle(text), source(`\uFEFF${text.replace(/^\uFEFF/, '')}`)]) {
        const table = await read(from)
        expect(table).toMatchObject({ format: 'csv', header: ['one', 'two'], cells: plain })
      }
    }
    for (const [mark, encoding] of [
      ['\uFEFF', 'utf16le'],
      ['\uFEFF', 'utf16be'],
    ]) {
      const bytes = Buffer.from(`${mark}one,two\na,"Größe, x"\nñ,"say ""hi"""`, 'utf16le')
      expect((await read(source(encoding === 'utf16be' ? bytes.swap16() : bytes))).cells).toEqual(plain)
    }
  })

  test('rows are numbered as a spreadsheet shows them: blank ones count, a quoted line break does not', async () => {
    const { rows } = await read(source('a,b\n1,"two\nlines"\n,\n\n2,x\n'))
    expect(rows).toEqual([
      { row: 2, cells: ['1', 'two\nlines'] },
      { row: 5, cells: ['2', 'x'] },
    ])
  })

  test('another encoding is refused at its first wrong byte, by row', async () => {
    const latin = Buffer.from('name,city\nAna,Rome\nJosé,León\n', 'latin1')
    for (const size of [1, 7, 400])
      expect(await fault(source(latin, size))).toMatchObject({ code: 'not_utf8', params: { row: 3, byte: 23 } })
    expect(await fault(source(Buffer.from('a,b\n1,2\n', 'utf16le')))).toMatchObject({ code: 'not_a_table' })
    expect(await fault(source(Buffer.from([0x61, 0xc3])))).toMatchObject({ code: 'not_utf8' })
  })

  test('a quotation mark that nobody closed, and one that is closed too early, are named by row', async () => {
    const open = `a,b\n1,2\n3,"four\n${'5,6\n'.repeat(1000)}`
    expect(await fault(source(open))).toEqual({ code: 'unbalanced_quote', params: { row: 3 } })
    expect(await fault(source(`a,b\n3,"${'x'.repeat(3_000_000)}`, 65_536))).toEqual({
      code: 'unbalanced_quote',
      params: { row: 2 },
    })
    expect(await fault(source('a,b\n"1"2,3\n'))).toEqual({ code: 'stray_quote', params: { row: 2 } })
    expect(await fault(source(`a,b\n3,${'x'.repeat(3_000_000)}`, 65_536))).toMatchObject({
      code: 'cell_too_long',
      params: { row: 2 },
    })
  })

  test('limits: rows, columns, one cell; nothing at all', async () => {
    expect(await fault(source(`a\n${'1\n'.repeat(200_001)}`, 65_536))).toEqual({
      code: 'too_many_rows',
      params: { max: 200_000 },
    })
    expect((await read(source(`a\n${'1\n'.repeat(200_000)}`, 65_536))).rows).toHaveLength(200_000)
    expect(await fault(source(`a\n${','.repeat(100)}x\n`))).toMatchObject({
      code: 'too_many_columns',
      params: { row: 2 },
    })
    expect(await fault(source(`a\n${'x'.repeat(40_000)}\n`, 4096))).toMatchObject({
      code: 'cell_too_long',
      params: { row: 2 },
    })
    expect(await fault(source(''))).toEqual({ code: 'no_rows', params: {} })
  })
})

describe('workbooks', () => {
  test('what we write ourselves comes back: text, numbers, dates as days', async () => {
    const file = await xlsxFile(
      'Lines',
      ['Serial', 'Count', 'From'],
      [
        ['=1+1', 7, new Date('2026-01-02T00:00:00Z')],
        ['', '', ''],
        ['Größe <&>', -2.5, null],
      ],
    )
    expect(await read(source(file, 4096))).toMatchObject({
      format: 'xlsx',
      header: ['Serial', 'Count', 'From'],
      rows: [
        { row: 2, cells: ['=1+1', 7, 46024] },
        { row: 4, cells: ['Größe <&>', -2.5] },
      ],
    })
  })

  test('inline text, rich text, gaps and other sheets', async () => {
    const file = workbook(
      '<row r="1"><c r="A1" t="inlineStr"><is><r><t>He</t></r><r><t>ad</t></r></is></c><c r="C1" t="inlineStr"><is><t>Third</t></is></c></row>' +
        '<row r="9"><c r="C9" t="b"><v>1</v></c></row><row r="10"><c r="A10"/></row>',
    )
    expect(await read(source(file))).toMatchObject({
      header: ['Head', '', 'Third'],
      rows: [{ row: 9, cells: ['', '', 'true'] }],
      sheets: ['Lines'],
    })
    await expect(openTable(source(file), 'Other')).rejects.toMatchObject({ code: 'no_such_sheet' })
  })

  test('a formula is no value, whatever result is stored beside it', async () => {
    const { cells } = await read(
      source(
        workbook(
          '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><f>HYPERLINK("http://evil.example")</f><v>SN1</v></c><c r="B2" t="e"><v>#N/A</v></c></row>',
        ),
      ),
    )
    expect(cells).toEqual([[{ fault: 'formula' }, { fault: 'error_value' }]])
  })

  test('bombs, names that lead out, document types and entities are refused', async () => {
    const row = '<row r="1"><c r="A1"><v>1</v></c></row>'
    const bomb = workbook(row, [{ name: 'xl/media/image1.png', content: Buffer.alloc(40 * 1024 * 1024) }])
    expect(bomb.length).toBeLessThan(100_000)
    expect(await fault(source(bomb, 65_536))).toMatchObject({ code: 'inflates_too_much' })
    // Says that it is small and is not: reading stops there.
    const liar = workbook(row, [{ name: 'xl/sharedStrings.xml', content: '<sst>'.padEnd(500_000), declared: 100 }])
    expect((await fault(source(liar))).code).toMatch(/inflates_too_much|not_a_workbook/)
    for (const name of ['../../etc/passwd', '/etc/passwd', 'xl\\..\\..\\x'])
      expect(await fault(source(workbook(row, [{ name, content: 'x' }])))).toMatchObject({ code: 'unsafe_part' })
    const doctype = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet>&x;</worksheet>'
    expect(await fault(source(workbook(row, [{ name: 'xl/worksheets/sheet1.xml', content: doctype }])))).toEqual({
      code: 'xml_doctype',
      params: {},
    })
    expect(
      (
        await fault(
          source(workbook(row, [{ name: 'xl/worksheets/sheet1.xml', content: '<worksheet>&x;</worksheet>' }])),
        )
      ).code,
    ).toBe('xml_doctype')
    expect(
      await fault(source(zip(Array.from({ length: 1001 }, (_, n) => ({ name: `p${n}`, content: '' }))), 65_536)),
    ).toMatchObject({ code: 'too_many_parts' })
  })

  test('what only looks like one is refused', async () => {
    for (const content of [
      zip([{ name: 'word/document.xml', content: '<x/>' }]),
      Buffer.from('PK\x03\x04 and nothing'),
      workbook('<row'),
    ])
      expect(await fault(source(content))).toMatchObject({ code: 'not_a_workbook' })
    expect(await fault(source(Buffer.from('d0cf11e0a1b11ae1', 'hex')))).toMatchObject({ code: 'old_workbook' })
    expect(await fault(source(workbook('<row r="1"><c r="ZZ1"><v>1</v></c></row>')))).toMatchObject({
      code: 'too_many_columns',
    })
  })
})

describe('JSON', () => {
  test('an array, and one object a line', async () => {
    const rows = [
      { serial: 'A1', count: 2 },
      { serial: 'B', note: true, deep: { x: 1 } },
    ]
    for (const text of [JSON.stringify(rows, null, 2), rows.map((row) => JSON.stringify(row)).join('\n')])
      expect(await read(source(text))).toMatchObject({
        header: ['serial', 'count', 'note', 'deep'],
        rows: [
          { row: 2, cells: ['A1', 2, '', ''] },
          { row: 3, cells: ['B', '', 'true', { fault: 'nested' }] },
        ],
      })
    expect(await fault(source('{"a":1}\n{"a":\n'))).toEqual({ code: 'malformed_json', params: { row: 3 } })
    expect(await fault(source('[{"a":1},2]'))).toEqual({ code: 'malformed_json', params: { row: 3 } })
  })
})

test('columns are named as spreadsheets name them', () => {
  expect([0, 25, 26, 51, 52, 701, 702].map(columnName)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA'])
})
