import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import i18next, { type TFunction } from 'i18next'
import { describe, expect, it } from 'vitest'
import { jobs } from '../../server/jobs.ts'
import { rightText } from '../../web/src/audit/right.ts'
import { keyOf } from '../../web/src/ui/problem-text.ts'

// Every action that the server writes into the audit has a sentence in every language, and no sentence is left over.

const root = join(import.meta.dirname, '../..')
const locales = join(root, 'web/src/locales')
type Sentences = Record<string, Record<string, string>>

const sentencesOf = (language: string): string[] => {
  const { action } = JSON.parse(readFileSync(join(locales, language, 'audit.json'), 'utf8')) as { action: Sentences }
  return Object.entries(action).flatMap(([object, verbs]) => Object.keys(verbs).map((verb) => `${object}.${verb}`))
}

const code = readdirSync(join(root, 'server'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.startsWith('platform'))
  .map((name) => readFileSync(join(root, 'server', name), 'utf8'))
const known = sentencesOf('en')
// Only what is named like an action: jobs are named so, too, and columns (`customer.name`) are not verbs in the past.
const objects = [...new Set(known.map((action) => action.split('.')[0]))].join('|')
const verb = '[a-z_]*(?:ed|sent|out|up|off|on|in|left|down|over|withdrawn)'
const literals = new RegExp(`'((?:${objects})\\.${verb})'`, 'g')
const prefixes = new RegExp(`(?:action: |=> |, |\\()\`((?:${objects})\\.(?!role_)[a-z_]*)\\$\\{`, 'g')
const found = (pattern: RegExp) => [
  ...new Set(code.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1] ?? ''))),
]

describe('audit sentences', () => {
  const jobNames = jobs.map(({ name }) => name)
  const actions = found(literals).filter((name) => !jobNames.includes(name))

  it.each(readdirSync(locales))('cover every action in %s', (language) => {
    const sentences = new Set(sentencesOf(language))
    expect(actions.length).toBeGreaterThan(30)
    expect(actions.filter((action) => !sentences.has(action))).toEqual([])
    for (const prefix of found(prefixes))
      expect(
        [...sentences].some((action) => action.startsWith(prefix)),
        prefix,
      ).toBe(true)
  })

  it.each(readdirSync(locales))('say why something was allowed in %s', (language) => {
    const { right } = JSON.parse(readFileSync(join(locales, language, 'audit.json'), 'utf8')) as { right: object }
    const rights = found(/\bwhy: '([^']+)'/g)
    expect(rights.length).toBeGreaterThan(20)
    expect(rights.filter((why) => !(keyOf(why) in right))).toEqual([])
  })

  it.each(readdirSync(locales))(
    'say so in %s where that names a contract, a person or a list, too',
    async (language) => {
      const audit = JSON.parse(readFileSync(join(locales, language, 'audit.json'), 'utf8'))
      await i18next.init({ lng: language, resources: { [language]: { audit } } })
      // English texts repeat what is recorded; so a text is known by what it does with the words around.
      const marked = ((key: string, values?: object) =>
        `said ${key} ${Object.values(values ?? {}).join()}`) as unknown as TFunction
      const rights = found(/\bwhy: (?:[^`,]*\? )?`([^`]+)`/g)
      expect(rights.length).toBeGreaterThan(3)
      const filled = (why: string) =>
        ['administrator', 'weekly', 'X'].map((word) => why.replaceAll(/\$\{[^}]*\}/g, word))
      expect(rights.filter((why) => !filled(why).some((one) => rightText(one, marked).startsWith('said ')))).toEqual([])
      expect(rightText('closed early by Ann Other', marked)).toBe('said audit:rightNaming.closedEarly Ann Other')
    },
  )

  it('are all of actions that exist', () => {
    const begun = found(prefixes)
    expect(
      known.filter((action) => !actions.includes(action) && !begun.some((prefix) => action.startsWith(prefix))),
    ).toEqual([])
  })

  it('are written for every object that is audited', () => {
    const audited = code.flatMap((text) =>
      [...text.matchAll(/\baction: '([a-z_]+\.[a-z_]+)'/g)].map((match) => match[1] ?? ''),
    )
    expect([...new Set(audited)].filter((action) => !known.includes(action))).toEqual([])
  })
})
