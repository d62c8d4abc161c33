import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInstance } from 'i18next'

const locales = join(import.meta.dirname, '..', '..', '..', 'web', 'src', 'locales')

export type Language = 'en' | 'es'
/** A text of the pages by namespace and key, `registration:next`; a key that does not exist fails the test. */
export type Words = ((key: string, params?: Record<string, unknown>) => string) & { language: Language }

/** The texts of the pages in a language, from the files the pages themselves read. */
export function wordsIn(language: Language): Words {
  const folder = join(locales, language)
  const namespaces = Object.fromEntries(
    readdirSync(folder).map((file) => [
      file.replace('.json', ''),
      JSON.parse(readFileSync(join(folder, file), 'utf8')) as object,
    ]),
  )
  const texts = createInstance()
  void texts.init({ lng: language, resources: { [language]: namespaces }, interpolation: { escapeValue: false } })
  const say = (key: string, params: Record<string, unknown> = {}) => {
    if (!texts.exists(key, params)) throw new Error(`no text ${key} in ${language}`)
    return texts.t(key, params)
  }
  return Object.assign(say, { language })
}

/** A language as its own speakers write it, the way the language menu does. */
export function nameInItself(language: Language): string {
  return capitalised(language, language)
}

/** A language's name in the language of the page. */
export function nameIn(words: Words, language: Language): string {
  return capitalised(language, words.language)
}

export function countryName(words: Words, code: string): string {
  return new Intl.DisplayNames(words.language, { type: 'region' }).of(code) ?? code
}

function capitalised(language: string, inLanguage: string): string {
  const name = new Intl.DisplayNames(inLanguage, { type: 'language' }).of(language) ?? language
  return name.charAt(0).toLocaleUpperCase(inLanguage) + name.slice(1)
}
