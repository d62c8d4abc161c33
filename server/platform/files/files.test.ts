import { expect, test } from 'vitest'
import { unzip } from '../../../test/support/unzip.ts'
import { csv, csvFile, csvStream } from './csv.ts'
import { xlsxFile } from './xlsx.ts'

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
