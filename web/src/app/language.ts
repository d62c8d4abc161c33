import i18next, { type BackendModule, type ResourceKey } from 'i18next'
import { initReactI18next } from 'react-i18next'

// A third language is one more folder of files: nothing here names a language but the one to fall back on.
const files = import.meta.glob<{ default: ResourceKey }>('../locales/*/*.json')
const remembered = 'language'
const fallback = 'en'

/** Languages that have messages, by their folder names. */
export const availableLanguages = [...new Set(Object.keys(files).map((path) => path.split('/')[2] as string))].sort()

const backend: BackendModule = {
  type: 'backend',
  callbackApi: true,
  init() {},
  read(language, namespace, done) {
    const load = files[`../locales/${language}/${namespace}.json`]
    if (!load) return done(new Error(`no messages ${language}/${namespace}`), null)
    load().then(
      (module) => done(null, module.default),
      (error) => done(error, null),
    )
  },
}

/** Starts translation in the remembered or the browser's language; the shell's messages are there when it resolves. */
export async function startLanguage(): Promise<void> {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language
  })
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: firstChoice(),
      fallbackLng: fallback,
      supportedLngs: availableLanguages,
      ns: ['shell', 'ui', 'problems'],
      defaultNS: 'shell',
      interpolation: { escapeValue: false },
      react: { useSuspense: true },
      returnNull: false,
    })
}

/** Shows the portal in another language; an account's choice is saved by the caller. */
export async function showLanguage(language: string): Promise<void> {
  try {
    localStorage.setItem(remembered, language)
  } catch {
    // A browser that keeps nothing still shows the language for this visit.
  }
  if (i18next.language !== language) await i18next.changeLanguage(language)
}

/** What the vendor offers, as far as there are messages for it. */
export function offeredLanguages(wanted: string[]): string[] {
  const offered = wanted.filter((language) => availableLanguages.includes(language))
  return offered.length > 0 ? offered : availableLanguages
}

/** Whether the reader chose a language here before; otherwise the vendor's default may stand in. */
export function hasRememberedLanguage(): boolean {
  return readRemembered() !== null
}

function firstChoice(): string {
  return firstOf([readRemembered() ?? '', ...navigator.languages], availableLanguages) ?? fallback
}

/** The first of the wanted languages that is available, itself (`pt-BR`) or without its region (`es-MX` → `es`). */
export function firstOf(wanted: readonly string[], available: readonly string[]): string | undefined {
  return wanted.flatMap((tag) => [tag, tag.split('-')[0] ?? '']).find((tag) => available.includes(tag))
}

function readRemembered(): string | null {
  try {
    return localStorage.getItem(remembered)
  } catch {
    return null
  }
}
