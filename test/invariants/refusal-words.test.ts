import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const server = readdirSync(join(root, 'server'), { recursive: true, encoding: 'utf8' }).filter(
  (path) => path.endsWith('.ts') && !path.endsWith('.test.ts'),
)

/** As web/src/ui/problem-text.ts makes keys of what a refusal says. */
const keyOf = (words: string) =>
  words
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '')

function said(field: 'missing' | 'grantedBy'): string[] {
  const pattern = new RegExp(`\\b${field}: '([^']+)'`, 'g')
  const found = server.flatMap((path) =>
    [...readFileSync(join(root, 'server', path), 'utf8').matchAll(pattern)].map((match) => keyOf(match[1] ?? '')),
  )
  // An explanation's links name the party by a code of its own; a draft's missing entitlements are a field's message.
  const parties = ['vendor', 'partner', 'person', 'administrators', 'super_admins', 'sponsors']
  const staff = ['vendor_administrators', 'other_administrators', 'vendor_agents']
  const others = [...parties, ...staff, 'grant_at_least_one_entitlement']
  return [...new Set(found)].filter((key) => !others.includes(key)).sort()
}

test.each(['en', 'es'])('what a refusal says is missing, and who can grant it, has words in %s (R36)', (language) => {
  const texts = JSON.parse(readFileSync(join(root, `web/src/locales/${language}/ui.json`), 'utf8'))
  expect(said('missing').length).toBeGreaterThan(5)
  expect(Object.keys(texts.lacks).sort()).toEqual(said('missing'))
  expect(Object.keys(texts.grantor).sort()).toEqual(said('grantedBy'))
})
