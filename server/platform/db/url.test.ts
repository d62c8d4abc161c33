import { describe, expect, test } from 'vitest'
import { changeDatabaseUrl, parseDatabaseUrl, socketUrl } from './url.ts'

describe.each([
  ['over TCP', 'postgres://owner:p%40ss@db.example.com:5433/portal?sslmode=require'],
  ['behind a socket', socketUrl({ host: '/var/run/a b', user: 'owner', password: 'p@ss/:?', database: 'portal' })],
  ['without a login', 'postgresql:///portal?host=/var/run/postgresql'],
])('%s', (_, text) => {
  test('tells database and user', () => {
    const user = text.includes('owner') ? 'owner' : ''
    expect(parseDatabaseUrl(text)).toEqual({ user, database: 'portal' })
  })

  test('changes login and database, and nothing else', () => {
    const changed = changeDatabaseUrl(text, { user: 'partnergate_app', password: 'x/y@z', database: 'other' })
    expect(parseDatabaseUrl(changed)).toEqual({ user: 'partnergate_app', database: 'other' })
    expect(changed.split('?')[1]).toBe(text.split('?')[1])
    expect(changed).toContain(':x%2Fy%40z@')
    expect(changed).not.toContain('invalid')
  })
})

test('refuses other schemes and what is no URL', () => {
  expect(parseDatabaseUrl('mysql://a@b/c')).toBeNull()
  expect(parseDatabaseUrl('db.example.com')).toBeNull()
})
