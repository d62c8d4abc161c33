import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'

/** The catalogue's name of an entitlement in the reader's language; its id while that is unknown. For vendor pages. */
export function useEntitlementNames(): (entitlementId: string) => string {
  const { i18n } = useTranslation()
  const catalogue = useRead('/api/v1/vendor/entitlements')
  const language = i18n.resolvedLanguage ?? 'en'
  const names = new Map(
    catalogue.data?.items.map((row) => [row.entitlementId, textIn(row.names, language) || row.entitlementId]),
  )
  return (entitlementId) => names.get(entitlementId) ?? entitlementId
}

/** A text of the catalogue in `language`, or in whatever there is. */
export function textIn(texts: Record<string, string>, language: string): string {
  return texts[language] || texts.en || Object.values(texts)[0] || ''
}
