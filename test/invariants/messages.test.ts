import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type ESTree, parseSync, Visitor } from 'vite'
import { describe, expect, it } from 'vitest'

// Every text a page shows exists in every language, is used, and takes the same values in each.

const web = join(import.meta.dirname, '../../web/src')
const locales = join(web, 'locales')
const plural = /_(zero|one|two|few|many|other)$/

type Messages = Map<string, string>

const languages = readdirSync(locales).sort()
const catalogue = new Map(languages.map((language) => [language, messagesOf(language)]))
const usage = usageOf([...sources(web), join(web, '../../tools/no-script.ts')])

describe('messages of the pages', () => {
  it('exist in at least two languages', () => {
    expect(languages.length).toBeGreaterThan(1)
  })

  it.each(languages)('are complete in %s', (language) => {
    const own = bare(messagesIn(language))
    const missing = languages.flatMap((other) => [...bare(messagesIn(other))].filter((key) => !own.has(key)))
    expect([...new Set(missing)].sort()).toEqual([])
  })

  it.each(languages)('have every plural form that %s needs', (language) => {
    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories
    const messages = messagesIn(language)
    const counted = new Set(
      [...messages.keys()].filter((key) => plural.test(key)).map((key) => key.replace(plural, '')),
    )
    const missing = [...counted]
      .flatMap((key) => categories.map((form) => `${key}_${form}`))
      .filter((key) => !messages.has(key))
    expect(missing).toEqual([])
  })

  it('take the same values in every language', () => {
    const differing = [...bare(messagesIn('en'))].filter((key) => {
      const values = languages.map((language) => valuesIn(language, key))
      return values.some((own) => own !== values[0])
    })
    expect(differing).toEqual([])
  })

  it('exist for every key that the code names', () => {
    const known = bare(messagesIn('en'))
    expect([...usage.keys].filter(([key]) => !known.has(key)).map(([key, file]) => `${file}: ${key}`)).toEqual([])
  })

  it('are all used', () => {
    const used = (key: string) => usage.keys.has(key) || usage.prefixes.some((prefix) => key.startsWith(prefix))
    expect([...bare(messagesIn('en'))].filter((key) => !used(key))).toEqual([])
  })

  it('say one word for one thing in Spanish: collections are recopilaciones, devices that are supported equipos', () => {
    const mails = readFileSync(join(import.meta.dirname, '../../server/messages/es.json'), 'utf8')
    expect(mails).not.toMatch(/recolecci/i)
    const texts = [...messagesIn('es')].filter(([key]) => !/^(accounts|shell):/.test(key)) // a person's own phone
    expect(texts.filter(([, text]) => /recolecci|dispositivo/i.test(text))).toEqual([])
  })

  it('have keys that can be checked', () => {
    expect(usage.unclear).toEqual([])
  })
})

function messagesIn(language: string): Messages {
  return catalogue.get(language) ?? new Map()
}

/** Keys without their plural endings. */
function bare(messages: Messages): Set<string> {
  return new Set([...messages.keys()].map((key) => key.replace(plural, '')))
}

function valuesIn(language: string, key: string): string {
  const texts = [...messagesIn(language)].filter(([own]) => own === key || own.replace(plural, '') === key)
  const names = texts.flatMap(([, text]) => [...text.matchAll(/\{\{\s*([\w.]+)/g)].map(([, name]) => name))
  // "One entry" need not repeat its count.
  return [...new Set(names)]
    .filter((name) => name !== 'count')
    .sort()
    .join(' ')
}

function messagesOf(language: string): Messages {
  const messages: Messages = new Map()
  const collect = (value: unknown, key: string) => {
    if (typeof value === 'string') messages.set(key, value)
    else
      for (const [name, inner] of Object.entries(value as object))
        collect(inner, key.endsWith(':') ? key + name : `${key}.${name}`)
  }
  for (const file of readdirSync(join(locales, language))) {
    collect(JSON.parse(readFileSync(join(locales, language, file), 'utf8')), `${file.replace('.json', '')}:`)
  }
  return messages
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
    .map((name) => join(folder, name))
}

/**
 * Which messages the code names: `t('key')` in the namespace of the file's useTranslation, `tk('prefix.', value)` for keys
 * known only at run time, `i18nKey="key"`, and any literal written with its namespace (`'contracts:list.title'`).
 */
function usageOf(files: string[]) {
  const keys = new Map<string, string>()
  const prefixes: string[] = []
  const unclear: string[] = []
  const namespaces = new Set(readdirSync(join(locales, 'en')).map((file) => file.replace('.json', '')))
  for (const file of files) {
    const name = relative(web, file)
    const text = readFileSync(file, 'utf8')
    const namespace = /useTranslation\(\[?'(\w+)'/.exec(text)?.[1]
    const complete = (key: string) => (key.includes(':') ? key : `${namespace ?? '?'}:${key}`)
    new Visitor({
      CallExpression({ callee, arguments: given }) {
        const called =
          callee.type === 'Identifier'
            ? callee.name
            : callee.type === 'MemberExpression' && callee.property.type === 'Identifier'
              ? callee.property.name
              : ''
        const [first] = given
        if (called === 'tk') {
          const prefix = literal(first)
          if (prefix === undefined) unclear.push(`${name}: tk() needs a literal prefix`)
          else prefixes.push(complete(prefix))
        }
        if (called !== 't' || !first) return
        for (const key of choices(first)) {
          if (key === undefined) unclear.push(`${name}: t() takes a literal, or tk('prefix.', value)`)
          else if (key !== '') keys.set(complete(key), name)
        }
      },
      JSXAttribute({ name: attribute, value }) {
        const key = literal(value)
        if (attribute.name === 'i18nKey' && key) keys.set(complete(key), name)
      },
      Literal({ value }) {
        if (typeof value === 'string' && namespaces.has(value.split(':')[0] ?? '') && /^\w+:[\w.]*\w$/.test(value))
          keys.set(value, name)
      },
    }).visit(parseSync(file, text).program)
  }
  return { keys, prefixes, unclear }
}

function literal(node: unknown): string | undefined {
  const { type, value } = (node ?? {}) as { type?: string; value?: unknown }
  return type === 'Literal' && typeof value === 'string' ? value : undefined
}

/** The keys a call may take: a literal, either side of a condition; '' for what is checked elsewhere (tk, a page's title). */
function choices(node: ESTree.Node): (string | undefined)[] {
  if (node.type === 'ConditionalExpression') return [...choices(node.consequent), ...choices(node.alternate)]
  if (node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'tk') return ['']
  // A value of a page's or palette source's declaration, found there by its namespace.
  if (node.type === 'MemberExpression' && node.property.type === 'Identifier')
    return /^(title|group)$/.test(node.property.name) ? [''] : [undefined]
  if (node.type === 'Identifier') return /^(title|key)$/.test(node.name) ? [''] : [undefined]
  return [literal(node)]
}
