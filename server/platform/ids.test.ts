import { expect, test, vi } from 'vitest'
import { newId, writeNewId } from './ids.ts'

test('ids are version 7 UUIDs of the present time', () => {
  const before = Date.now()
  const id = newId()
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16)).toBeGreaterThanOrEqual(before)
})

test('a hundred thousand ids are distinct and in order', () => {
  const ids = Array.from({ length: 100_000 }, newId)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).toEqual([...ids].sort())
})

test('an id as bytes is the next one', () => {
  const bytes = new Uint8Array(20)
  const before = newId()
  writeNewId(bytes, 3)
  const hex = Buffer.from(bytes).toString('hex')
  const id = hex.slice(6, 38).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  expect(hex).toBe(`000000${id.replaceAll('-', '')}00`)
  expect(before < id && id < newId()).toBe(true)
})

test('order survives a clock that steps back', () => {
  const first = newId()
  vi.useFakeTimers({ now: Date.now() - 60_000 })
  try {
    expect(newId() > first).toBe(true)
  } finally {
    vi.useRealTimers()
  }
})
