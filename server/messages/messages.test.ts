import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Letterhead, type MailTemplate, renderMail } from '../platform/mail/index.ts'
import type { Block } from '../platform/mail/template.ts'
import { catalogue, mails } from './index.ts'

const letterhead: Letterhead = {
  name: 'Northwind & Co',
  colour: '#2f5fd0',
  helpEmail: 'help@northwind.example',
  helpPhone: '+1 555 0100',
}
const to = 'ana@example.com'

/** One value a parameter name, as callers give them; hostile where people write freely. */
const samples: Record<string, unknown> = {
  firstName: 'Ana <b>{{code}}</b> $t(layout.help)',
  contactName: 'Łukasz',
  partner: 'Orbit & Söhne',
  customer: 'Acme "Networks"',
  person: 'María Núñez',
  administrator: 'María Núñez',
  inviter: 'María Núñez',
  note: 'See you on Monday.',
  role: 'support_agent',
  email: 'maria@example.com',
  newEmail: 'new@example.com',
  reason: 'Left in May.\nSee ticket.',
  code: '1234 5678',
  registrationNumber: 'ABC-123-XYZ',
  verificationKey: 'AAAAA-BBBBB-CCCCC-DDDDD-EEEEE',
  link: 'http://localhost:3000/page#t=secret',
  list: 'Devices',
  expiresAt: new Date('2027-01-31T10:00:00Z'),
  dueAt: '2027-01-31T10:00:00.000Z',
  since: '2026-11-01T00:00:00.000Z',
  until: '2026-11-30T00:00:00.000Z',
  minutes: 60,
  hours: 24,
  count: 3,
  file: 'contracts <2026>.xlsx',
  items: ['Contract A: last day 1 May', 'Contract B'],
  newContracts: 3,
  changedContracts: 0,
  newLines: 200,
  changedLines: 1,
  inventory: 'Head office',
  devices: 54,
  newDevices: 3,
  changedDevices: 20,
  goneDevices: 0,
  alerts: ['Acme "Networks" · sw-1 · 1 not covered'],
  active: 12,
  unconfirmed: 0,
  toVerify: 1,
  suspended: 0,
  disabled: 2,
  freeMail: true,
  keyByMail: true,
  keyByPhone: true,
  added: ['Software download'],
  removed: ['Order status'],
  granted: ['Software download'],
  declined: ['Order status'],
  entitlements: ['Software download'],
  customers: ['Acme "Networks"', 'Bäckerei & Söhne'],
  associations: ['Acme "Networks" · 31 January 2027'],
  people: ['María Núñez (Acme)', 'Łukasz Żak (Acme)'],
  review: 'Autumn review',
  reviews: ['Autumn review: 3 rows, until 31 January 2027'],
  startedBy: 'Ana Ruiz',
  before: '2027-01-31T22:59:59.000Z',
  rows: 40,
  unanswered: 3,
  rule: 'suspend the access',
}

type Named = [string, MailTemplate]
const all = Object.entries(mails) as unknown as Named[]

function paramsOf(template: MailTemplate): Record<string, unknown> {
  const given = Object.fromEntries(Object.keys(template.params.shape).map((name) => [name, samples[name]]))
  return template.params.parse(given)
}

describe.each(catalogue.languages)('mails in %s', (language) => {
  it.each(all)('%s says everything, in HTML and in plain text', (name, template) => {
    const params = paramsOf(template)
    const mail = renderMail({ catalogue, template, name, language, params, to, letterhead })
    expect(mail.subject.length).toBeGreaterThan(5)
    const html = mail.html.replace(/<style[\s\S]*?<\/style>/g, '')
    for (const text of [mail.subject, mail.text, html]) {
      expect(text).not.toMatch(/\[\[|undefined|null|NaN|\[object|Invalid Date/)
      // what a person wrote is shown as written, never filled in
      expect(text.replaceAll('{{code}}', '')).not.toMatch(/\{\{|\}\}/)
    }
    expect(html).not.toContain('<b>')
    for (const text of [mail.text, html]) {
      expect(text).toContain(letterhead.helpEmail) // R12
      expect(text).toContain(to)
    }
    expect(mail.text.split('\n').filter((line) => line.length > 78 && !line.startsWith('http'))).toEqual([])
    if ('link' in params) expect(html).toContain(`href="${params.link}"`)
  })
})

it('messages without the optional parts say nothing of them', () => {
  const template = mails.person_disabled as unknown as MailTemplate
  const params = { firstName: 'Ana', partner: 'Orbit', customer: 'Acme', reason: null }
  const mail = renderMail({ catalogue, template, name: 'person_disabled', language: 'en', params, to, letterhead })
  expect(mail.text).not.toContain('reason given')
})

describe('texts', () => {
  it('write a date with its month in words, and the day before it, whatever country a language is mostly spoken in', () => {
    const at = new Date('2026-11-07T14:05:00Z')
    expect(catalogue.date('en', at)).toBe('7 November 2026')
    expect(catalogue.date('es', at)).toBe('7 de noviembre de 2026')
    const said = (language: string) =>
      catalogue.text(language, 'staff_invitation.expiry', { expiresAt: at.toISOString() })
    expect(said('en')).toContain('until Saturday, 7 November 2026 at 14:05 UTC.')
    expect(said('es')).toContain('hasta el sábado, 7 de noviembre de 2026, 14:05 UTC.')
    expect(catalogue.text('en', 'contracts_ending.item_support', { name: 'Acme', at })).toMatch(/ 7 November 2026$/)
  })

  const files = catalogue.languages.map(
    (language) =>
      [language, keysOf(JSON.parse(readFileSync(new URL(`${language}.json`, import.meta.url), 'utf8')))] as const,
  )
  const [, english] = files.find(([language]) => language === 'en') as (typeof files)[number]

  it.each(files)('%s has every text of every other language, with the same values, and no more', (language, texts) => {
    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories
    const plurals = new Set([...english.keys()].filter((key) => key.endsWith('_other')).map((key) => key.slice(0, -6)))
    const expected = [...english.keys()].filter((key) => !isPlural(key, plurals))
    for (const key of plurals) expected.push(...categories.map((category) => `${key}_${category}`))
    expect([...texts.keys()].sort()).toEqual(expected.sort())
    for (const [key, text] of texts) {
      const same = english.get(key) ?? english.get(`${key.replace(/_\w+$/, '')}_other`) ?? ''
      expect([key, valuesIn(text)]).toEqual([key, valuesIn(same)])
    }
  })

  it('are all used, and all that are used exist', () => {
    const layout = ['greeting', 'address', 'help', 'help_with_phone', 'reason'].map((key) => `layout.${key}`)
    const used = new Set(layout)
    for (const [name, template] of all) {
      for (const key of ['subject', 'heading', ...textKeys(template.blocks)]) used.add(`${name}.${key}`)
      for (const param of factParams(template.blocks)) used.add(`facts.${param}`)
    }
    const known = new Set([...english.keys()].map((key) => key.replace(/_(one|many|other)$/, '')))
    expect([...used].filter((key) => !known.has(key))).toEqual([])
    // Other texts are asked for by code: their last part stands there, whole or up to what is filled in.
    const code = sources()
    const unused = [...known].filter((key) => {
      const last = key.split('.').at(-1) ?? ''
      const start = last.replace(/_[a-z0-9]+$|_[a-z]+_[a-z]+$/, '_${')
      return !used.has(key) && !new RegExp(`\\b${last}\\b`).test(code) && !code.includes(start)
    })
    expect(unused).toEqual([])
  })
})

/** The server's code as one text, mails and tests aside. */
function sources(): string {
  const folder = new URL('../', import.meta.url)
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('messages'))
    .map((file) => readFileSync(new URL(file, folder), 'utf8'))
    .join('\n')
}

function keysOf(value: unknown, path: string[] = []): Map<string, string> {
  if (typeof value === 'string') return new Map([[path.join('.'), value]])
  const found = new Map<string, string>()
  for (const [key, below] of Object.entries(value as object)) {
    for (const [name, text] of keysOf(below, [...path, key])) found.set(name, text)
  }
  return found
}

function isPlural(key: string, plurals: Set<string>): boolean {
  return plurals.has(key.replace(/_(zero|one|two|few|many|other)$/, ''))
}

function valuesIn(text: string): string[] {
  return [...new Set(text.match(/\{\{.*?\}\}/g))].sort()
}

function textKeys(blocks: Block<string>[]): string[] {
  return blocks.flatMap((block) => {
    if (block.kind === 'when') return textKeys(block.blocks)
    return 'key' in block ? [block.key] : []
  })
}

function factParams(blocks: Block<string>[]): string[] {
  return blocks.flatMap((block) =>
    block.kind === 'facts' ? block.params : block.kind === 'when' ? factParams(block.blocks) : [],
  )
}
