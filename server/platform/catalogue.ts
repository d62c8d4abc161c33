import { readdirSync, readFileSync } from 'node:fs'
import { createInstance, type i18n } from 'i18next'

/** Texts in every language there is a file for. The syntax is i18next's, as in the pages' files. */
export type Catalogue = {
  languages: readonly string[]
  /** `language` when there is a file for it, else its base language (`es-MX` → `es`), else English. */
  resolve(language: string): string
  /**
   * The text with its values filled in, unescaped. Beside i18next's own formats: `{{at, moment}}` (date and time, UTC),
   * `{{at, day}}` and, for ends, which are exclusive instants, `{{at, lastDay}}`; for a Date or an ISO string. Always with the
   * month in words, so that nobody takes it for the day.
   * @throws Error when the text or one of its values is missing: no half-empty message ever leaves.
   */
  text(language: string, key: string, values?: Record<string, unknown>): string
  /** A day as it is written in the language, UTC. */
  date(language: string, day: Date): string
}

export const FALLBACK_LANGUAGE = 'en'

/** Reads `<language>.json` files: a further language is one more file. */
export function openCatalogue(folder: URL): Catalogue {
  const files = readdirSync(folder).filter((name) => /^[a-z]{2}(-[A-Z]{2})?\.json$/.test(name))
  const resources = Object.fromEntries(
    files.map((name) => [
      name.slice(0, -'.json'.length),
      { texts: JSON.parse(readFileSync(new URL(name, folder), 'utf8')) },
    ]),
  )
  const languages = Object.keys(resources).sort()
  const texts = createInstance({
    resources,
    lng: FALLBACK_LANGUAGE,
    fallbackLng: false,
    defaultNS: 'texts',
    ns: 'texts',
    initAsync: false,
    showSupportNotice: false,
    // Values come from people: they are data, never looked at for further {{…}} or $t(…).
    interpolation: { escapeValue: false, skipOnVariables: true },
    missingInterpolationHandler: (text: string, [, name]: [string, string]) => {
      throw new Error(`"${text}" needs a value for ${name}`)
    },
  } as Parameters<typeof createInstance>[0])
  void texts.init()
  addDateFormats(texts)
  const resolve = (language: string) =>
    [language, language.split('-')[0] ?? ''].find((known) => languages.includes(known)) ?? FALLBACK_LANGUAGE
  return {
    languages,
    resolve,
    text(language, key, values = {}) {
      const lng = resolve(language)
      const text: unknown = texts.t(key, { ...values, lng })
      if (typeof text !== 'string' || text === key) throw new Error(`There is no text ${key} in ${lng}`)
      return text
    },
    date: (language, day) => dateFormat(DAY)(day, resolve(language)),
  }
}

const DAY: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'long', year: 'numeric' }
const MOMENT: Intl.DateTimeFormatOptions = {
  ...DAY,
  weekday: 'long',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'short',
}

function dateFormat(options: Intl.DateTimeFormatOptions) {
  return (value: Date | string, language = FALLBACK_LANGUAGE) =>
    new Intl.DateTimeFormat(inTheWorld(language), { ...options, timeZone: 'UTC' }).format(new Date(value))
}

/**
 * The language as it is written in the world (UN M.49 001): a letter does not know its reader's country, as a browser does, and
 * the data of a language alone are those of its largest one: `en` writes the month first, as the United States do.
 */
function inTheWorld(language: string): string {
  return language.includes('-') ? language : `${language}-001`
}

function addDateFormats(texts: i18n): void {
  texts.services.formatter?.add('day', dateFormat(DAY))
  texts.services.formatter?.add('lastDay', (end: Date | string, language) =>
    dateFormat(DAY)(new Date(new Date(end).getTime() - 1), language),
  )
  texts.services.formatter?.add('moment', dateFormat(MOMENT))
}
