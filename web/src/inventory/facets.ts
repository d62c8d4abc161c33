import { useTranslation } from 'react-i18next'
import { tk } from '../ui/message-key.ts'

/** What the lists of the inventory are narrowed by, in the order of the page. */
export const facetNames = [
  'coverage',
  'presence',
  'customerId',
  'inventoryId',
  'vendor',
  'productFamily',
  'productId',
  'kind',
  'softwareType',
  'softwareVersion',
  'site',
] as const

/** What a facet's value is called: a word of ours, a name that comes with it, or itself. */
export function useFacetWords(): (name: string, of: { value: string; label?: string | undefined }) => string {
  const { t } = useTranslation('inventory')
  return (name, { value, label }) => {
    if (name === 'coverage') return t(tk('coverage.', value))
    if (name === 'presence') return t(tk('presence.', value))
    return label || value || t('facet.unstated')
  }
}
