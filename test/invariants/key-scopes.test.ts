import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { scopesOf } from '../../server/keys/scopes.ts'
import { routes } from '../../server/routes.ts'
import { root } from '../support/source.ts'

// A key's scopes follow from the operations' tags; server/keys/scopes.ts lists them, and each area has a name on the pages.

const homes = ['partner', 'vendor'] as const

describe.each(homes)('scopes of a key of the %s', (home) => {
  const needed = new Set(routes.filter(({ realm }) => realm === home).flatMap(({ scope }) => scope ?? []))
  const listed = scopesOf(home)

  test('every operation’s is listed in server/keys/scopes.ts', () => {
    expect([...needed].filter((scope) => !listed.includes(scope))).toEqual([])
  })

  test('and nothing is listed that opens nothing', () => {
    const areas = new Set([...needed].map((scope) => scope.split(':')[0]))
    expect(listed.filter((scope) => !areas.has(scope.split(':')[0] ?? ''))).toEqual([])
    expect(listed.filter((scope) => scope.endsWith(':write') && !needed.has(scope))).toEqual([])
  })

  test.each(readdirSync(join(root, 'web/src/locales')))('has a name in %s', (language) => {
    const { area } = JSON.parse(readFileSync(join(root, `web/src/locales/${language}/keys.json`), 'utf8'))
    expect([...new Set(listed.map((scope) => scope.split(':')[0] ?? ''))].filter((one) => !area[one])).toEqual([])
  })
})

test('every operation of members and staff has a scope, but those that are a person’s', () => {
  const without = routes.filter(({ realm, scope, keys }) => /partner|vendor/.test(realm) && !scope && keys !== false)
  expect(without.map(({ method, path }) => `${method} ${path}`)).toEqual([])
  const open = routes.filter(({ realm, scope }) => !/partner|vendor/.test(realm) && scope)
  expect(open).toEqual([])
})
