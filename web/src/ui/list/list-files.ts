import { useTranslation } from 'react-i18next'
import type { DataListProps } from './list-types.ts'

/** A list's files, CSV and Excel, for `exports`: `href` is the address of the API that makes them. */
export function useListFiles(href: string): NonNullable<DataListProps<unknown>['exports']> {
  const { t } = useTranslation('ui')
  const at = (format: string) => `${href}${href.includes('?') ? '&' : '?'}format=${format}`
  return [
    { label: t('list.csv'), href: at('csv') },
    { label: t('list.xlsx'), href: at('xlsx') },
  ]
}
