import { useTranslation } from 'react-i18next'

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]

export type Format = ReturnType<typeof formatFor>

/** Dates, numbers and lists as the reader's language writes them. */
export function useFormat(): Format {
  const { i18n } = useTranslation()
  return formatOf(i18n.resolvedLanguage ?? i18n.language)
}

/** A moment as `language` writes it, for texts that are made outside of a page. */
export const momentText = (iso: string, language: string) => formatOf(language).dateTime(iso)

// Making them takes milliseconds, and a page has dozens of parts that write a date or a number.
const formats = new Map<string, Format>()

function formatOf(language: string): Format {
  const locale = localeOf(language)
  const known = formats.get(locale) ?? formatFor(locale)
  formats.set(locale, known)
  return known
}

/** The reader's own variant of the language shown (day before month in Britain), as far as the browser tells. */
function localeOf(language: string): string {
  return navigator.languages.find((wanted) => wanted.split('-')[0] === language && isLanguageTag(wanted)) ?? language
}

/** Whether it is one by BCP 47: where the system has no language set, Chromium names `en-US@posix`, which `Intl` refuses. */
function isLanguageTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1
  } catch {
    return false
  }
}

function formatFor(language: string) {
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium' })
  // A calendar day (a contract's end) has no time zone; formatting it in the reader's could show the day before.
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' })
  const moment = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'long' })
  const dateTime = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  const month = new Intl.DateTimeFormat(language, { month: 'short', year: 'numeric', timeZone: 'UTC' })
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  const number = new Intl.NumberFormat(language)
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 })
  const unit = (name: string) =>
    new Intl.NumberFormat(language, { style: 'unit', unit: name, maximumFractionDigits: 1 })
  const [kilobytes, megabytes] = [unit('kilobyte'), unit('megabyte')]
  const list = new Intl.ListFormat(language, { type: 'conjunction' })
  const names = new Intl.DisplayNames(language, { type: 'language' })
  const regions = new Intl.DisplayNames(language, { type: 'region' })
  return {
    /** `2026-03-01` or a full ISO moment, shown as a date. */
    date: (iso: string) => (iso.length === 10 ? day.format(new Date(`${iso}T00:00:00Z`)) : date.format(new Date(iso))),
    /** `2026-03`. */
    month: (iso: string) => month.format(new Date(`${iso}-01T00:00:00Z`)),
    dateTime: (iso: string) => dateTime.format(new Date(iso)),
    exact: (iso: string) => moment.format(new Date(iso)),
    relative: (iso: string, now = Date.now()) => relativeText(relative, (Date.parse(iso) - now) / 1000),
    number: (value: number) => number.format(value),
    percent: (share: number) => percent.format(share),
    bytes: (count: number) => (count < 1e6 ? kilobytes.format(count / 1e3) : megabytes.format(count / 1e6)),
    list: (items: string[]) => list.format(items),
    languageName: (code: string) => capitalised(names.of(code) ?? code, language),
    country: (code: string) => regions.of(code) ?? code,
  }
}

function relativeText(format: Intl.RelativeTimeFormat, seconds: number): string {
  for (const [unit, length] of units) {
    if (Math.abs(seconds) >= length) return format.format(Math.trunc(seconds / length), unit)
  }
  return format.format(0, 'second')
}

function capitalised(text: string, language: string): string {
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1)
}
