import { expect, test } from 'vitest'
import { unzip } from '../../../test/support/unzip.ts'
import { csv, csvFile, csvStream } from './csv.ts'
import { openWorkbook } from './read-xlsx.ts'
import { xlsxFile } from './xlsx.ts'
import { xlsxStream } from './xlsx-stream.ts'

const dangerous = ['=1+1', '+49', '-2', '@SUM(A1)', '\tx', '\rx', '＝1', '＋1', '－1', '＠x']

test('cells that a spreadsheet would run are neutralised in CSV, numbers stay numbers', () => {
  for (const cell of dangerous) expect(csv([[cell]]).replace(/^"/, '')).toMatch(/^'/)
  expect(csv([[-2, 'a-b', true, null, new Date(0)]])).toBe('-2,a-b,true,,1970-01-01T00:00:00.000Z\r\n')
})

test('what another separator would make a cell of is neutralised as well', () => {
  for (const text of ['x;=1+1', 'x;"=1', 'x\t@SUM(A1)', 'a, -2+3+cmd|x', 'x|+A1', 'x\r\n=1']) {
    expect(csv([['first', text]])).toMatch(/[;,|\t\n]["\s]*'[=+\-@]/)
  }
  expect(csv([['[1,-2]', '{"a":-1,"b":+3.5}', 'Smith, Ana']])).toBe('"[1,-2]","{""a"":-1,""b"":+3.5}","Smith, Ana"\r\n')
})

test('a stream gives the same as a whole file', async () => {
  async function* batches() {
    yield [
      ['a', 'x,y'],
      ['b', 'say "hi"'],
    ]
    yield [['c', '=1']]
  }
  // A Response's text() would swallow the byte order mark.
  const streamed = Buffer.from(await new Response(csvStream(['one', 'two'], batches())).arrayBuffer()).toString('utf8')
  expect(streamed).toBe(
    csvFile(
      ['one', 'two'],
      [
        ['a', 'x,y'],
        ['b', 'say "hi"'],
        ['c', '=1'],
      ],
    ),
  )
  expect(streamed).toBe('\uFEFFone,two\r\na,"x,y"\r\nb,"say ""hi"""\r\nc,\'=1\r\n')
})

test('a workbook holds text as text and no formula', async () => {
  const file = await xlsxFile(
    'People: all',
    ['Name', 'Since'],
    [...dangerous.map((cell) => [cell, new Date()]), ['', 7]],
  )
  const parts = unzip(file)
  expect(parts['xl/worksheets/sheet1.xml']).toContain('<row')
  expect(parts['xl/worksheets/sheet1.xml']).not.toContain('<f>')
  expect(Object.values(parts).join()).toContain('=1+1')
})

test('a workbook opens whatever people typed: what XML has no place for is left out', async () => {
  const file = await xlsxFile('People', ['Title'], [['a\u0001b\u001fc\ufffed\ud800e\tf\ng']])
  const text = Object.values(unzip(file)).join()
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(text).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe]/)
  expect(text).toMatch(/abcd\ufffd?e\tf\ng/)
})

test('a streamed workbook reads as what was written; what a sheet cannot hold goes on in the next', async () => {
  async function* batches() {
    yield [
      ['=1+1 <&"', 2.5, new Date('2026-03-04T12:00:00Z')],
      ['a\u0001b', null, true],
    ]
    yield []
    yield [['last', -3, '']]
  }
  const file = Buffer.from(
    await new Response(xlsxStream('Devices: all', ['Name', 'Number', 'When'], batches(), 3)).arrayBuffer(),
  )
  expect(Object.values(unzip(file)).join()).not.toContain('<f>')
  const book = await openWorkbook(file)
  expect(book.sheets).toEqual(['Devices  all', 'Devices  all (2)'])
  const read = async (sheet: string | undefined) =>
    (await Array.fromAsync(book.rows(sheet))).flat().map(({ cells }) => cells)
  const [first, second] = [await read(book.sheets[0]), await read(book.sheets[1])]
  expect(first).toHaveLength(3)
  expect(JSON.stringify(first)).toContain('=1+1 <&\\"')
  expect(JSON.stringify(first)).toContain('"ab"')
  expect(second).toHaveLength(2)
  expect(JSON.stringify(second)).toContain('last')
})

test('what fails while a workbook is streamed breaks the stream, and who stops reading ends the source', async () => {
  async function* failing() {
    yield [['a']]
    throw new Error('the connection went')
  }
  await expect(new Response(xlsxStream('x', ['A'], failing())).arrayBuffer()).rejects.toThrow()
  let ended = false
  async function* endless() {
    try {
      for (;;) yield [['a']]
    } finally {
      ended = true
    }
  }
  const reader = xlsxStream('x', ['A'], endless()).getReader()
  // The first is the header of the archive, before anything is asked of the source.
  await reader.read()
  await reader.read()
  await reader.cancel()
  await expect.poll(() => ended).toBe(true)
})
