import { expect, test } from 'vitest'
import { inStrides } from './strides.ts'
import type { Tx } from './transaction.ts'

const tx = {} as Tx
type Row = { id: string; part: number }
const ids = Array.from({ length: 23 }, (_, at) => String(at).padStart(2, '0'))

/** A list of those ids in their order, each with so many parts; what is `gone` is read no more. */
function list({ parts, gone, size }: { parts: number; gone: Set<string>; size: number }) {
  const asked: number[] = []
  const read = inStrides<Row>({
    order: async (_, { limit, cursor }) => {
      asked.push(limit)
      const next = ids.filter((id) => !cursor || id > (cursor[1] as string)).slice(0, limit)
      const last = next.at(-1)
      return { ids: next.join(' '), last: last === undefined ? null : [last, last] }
    },
    rows: async (_, some, { limit, cursor }) =>
      some
        .filter((id) => !gone.has(id))
        .flatMap((id) => Array.from({ length: parts }, (_, part) => ({ id, part })))
        .filter(({ id, part }) => !cursor || id > (cursor[1] as string) || (parts > 1 && part > Number(cursor[2])))
        .slice(0, limit + 1),
    several: parts > 1,
    size,
  })
  return { read, asked }
}

/** All of it, as `pagesOf` reads it. */
async function all({ read }: ReturnType<typeof list>, limit: number, between = () => {}): Promise<string[]> {
  const found: string[] = []
  for (let cursor: string[] | undefined; ; between()) {
    const page = await read(tx, { limit, cursor })
    const shown = page.slice(0, limit)
    found.push(...shown.map(({ id, part }) => `${id}.${part}`))
    const last = shown.at(-1)
    if (page.length <= limit || !last) return found
    cursor = [last.id, last.id, String(last.part)]
  }
}

const none = new Set<string>()

test.each([
  [1, 3, 4],
  [1, 4, 4],
  [1, 5, 23],
  [1, 50, 7],
  [3, 4, 5],
  [3, 1, 2],
  [3, 100, 22],
])('every row comes once, in order: %i parts, %i a page, %i a stride', async (parts, limit, size) => {
  const of = list({ parts, gone: none, size })
  const every = ids.flatMap((id) => Array.from({ length: parts }, (_, part) => `${id}.${part}`))
  expect(await all(of, limit)).toEqual(every)
  expect(of.asked.length).toBe(Math.floor(ids.length / size) + 1)
})

test('what goes while the list is read is left out, and ends nothing', async () => {
  const gone = new Set<string>()
  const of = list({ parts: 1, gone, size: 12 })
  const found = await all(of, 2, () => {
    for (const id of ids.slice(4, 20)) gone.add(id)
  })
  expect(found).toEqual(['00.0', '01.0', '02.0', '03.0', '20.0', '21.0', '22.0'])
})

test('a page that is asked for again is the same', async () => {
  const { read } = list({ parts: 3, gone: none, size: 6 })
  await read(tx, { limit: 5, cursor: undefined })
  const asked = { limit: 5, cursor: ['01', '01', '1'] }
  expect(await read(tx, asked)).toEqual(await read(tx, asked))
})

test('nothing at all is a page without rows', async () => {
  const read = inStrides<Row>({ order: async () => ({ ids: '', last: null }), rows: async () => [] })
  expect(await read(tx, { limit: 5, cursor: undefined })).toEqual([])
})
