import { expect, test } from 'vitest'
import { oneAhead } from './ahead.ts'

test('hands out everything in order, one begun ahead, and ends what it reads when nobody reads on', async () => {
  let begun = 0
  let ended = false
  async function* numbers() {
    try {
      for (; begun < 5; ) {
        begun += 1
        yield begun
      }
    } finally {
      ended = true
    }
  }
  const seen: number[] = []
  for await (const one of oneAhead(numbers())) {
    seen.push(one)
    if (one === 3) break
    expect(begun).toBe(one + 1)
  }
  expect(seen).toEqual([1, 2, 3])
  expect({ begun, ended }).toEqual({ begun: 4, ended: true })
})

test('throws what its source throws, when it is come to', async () => {
  async function* failing() {
    yield 1
    throw new Error('broken')
  }
  const seen: number[] = []
  const all = async () => {
    for await (const one of oneAhead(failing())) seen.push(one)
  }
  await expect(all()).rejects.toThrow('broken')
  expect(seen).toEqual([1])
})
