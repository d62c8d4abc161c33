import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { giveBackLimits, takeLimits } from './throttle.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

const used = async (bucket: string) => {
  const { rows } = await sql<{ used: number }>`select used from app.throttle_bucket where bucket = ${bucket}`.execute(
    database.ownerDb,
  )
  return rows[0]?.used ?? 0
}

it('takes nothing that others share from who is refused at the own bucket, whatever the buckets are called', async () => {
  const limits = [
    { bucket: 'z/own', limit: 3, windowSeconds: 60 },
    { bucket: 'a/shared', limit: 100, windowSeconds: 60 },
  ]
  const takes = await Promise.allSettled(Array.from({ length: 20 }, () => takeLimits(database.db, limits)))
  expect(takes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
  expect(await used('z/own')).toBe(20)
  await expect.poll(() => used('a/shared')).toBe(3)
})

it('keeps counting at the own bucket when a shared one is exhausted', async () => {
  const limits = [
    { bucket: 'own', limit: 100, windowSeconds: 60 },
    { bucket: 'shared', limit: 1, windowSeconds: 60 },
  ]
  await takeLimits(database.db, limits)
  await expect(takeLimits(database.db, limits)).rejects.toMatchObject({ code: 'too_many_requests' })
  expect(await used('own')).toBe(2)
  await giveBackLimits(database.db, [])
})
