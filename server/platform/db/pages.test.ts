import { afterAll, beforeAll, expect, test } from 'vitest'
import { createWorld, type World } from '../../../test/support/world.ts'
import { pagesOf } from './pages.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

test('all pages come, each once; who loses access while they are read gets an error, not an end', async () => {
  const of = (allowed: () => boolean, reached = async () => ['a']) =>
    pagesOf<number>({
      db: world.db,
      entry: { kind: 'public' },
      allowed,
      reached,
      read: async (_, cursor) => [1, 2, 3].map((n) => n + Number(cursor ?? 0)).filter((n) => n <= 5),
      cursorOf: (row) => [String(row)],
      size: 2,
    })
  expect(await Array.fromAsync(of(() => true))).toEqual([[1, 2], [3, 4], [5]])
  let asked = 0
  const seen: number[][] = []
  const reading = async () => {
    for await (const page of of(() => ++asked < 3)) seen.push(page)
  }
  await expect(reading()).rejects.toThrow('lost access')
  expect(seen).toEqual([
    [1, 2],
    [3, 4],
  ])
  const reaches = [['a', 'b'], ['a', 'b', 'c'], ['b']]
  const shrinking = of(
    () => true,
    async () => reaches.shift() ?? [],
  )
  await expect(Array.fromAsync(shrinking)).rejects.toThrow('lost access')
})
