import { useTranslation } from 'react-i18next'
import type { DataListProps } from './list-types.ts'

/**
 * A list's files, CSV and Excel, for `exports`: `href` is the address of the API that makes them. `takesColumns`: it can be asked
 * for the columns that are shown, and for the reader's language.
 */
export function useListFiles(href: string, takesColumns = false): NonNullable<DataListProps<unknown>['exports']> {
  const { t, i18n } = useTranslation('ui')
  const language = takesColumns ? `&language=${i18n.language}` : ''
  const at = (format: string) => `${href}${href.includes('?') ? '&' : '?'}format=${format}${language}`
  return [
    { label: t('list.csv'), href: at('csv'), takesColumns },
    { label: t('list.xlsx'), href: at('xlsx'), takesColumns },
  ]
}
