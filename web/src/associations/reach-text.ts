import { useTranslation } from 'react-i18next'
import { lastDay } from '../contracts/days.ts'
import { useFormat } from '../ui/format.ts'
import type { Person } from './matrix.ts'

/** What somebody sees, in one sentence. */
export function useReach(): (person: Person) => string {
  const { t } = useTranslation('associations')
  const format = useFormat()
  return ({ role, all, customers }) => {
    if (role !== 'user') return t('reach.role')
    if (all && !all.ended)
      return all.until ? t('reach.allUntil', { day: format.date(lastDay(all.until)) }) : t('reach.all')
    if (customers === 0) return t('reach.none')
    return t('reach.some', { count: customers })
  }
}
