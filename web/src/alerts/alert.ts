import { useTranslation } from 'react-i18next'
import type { components } from '../api/schema.ts'
import { usePartnerId } from '../app/place.ts'
import { useExplain } from '../reach/asking.ts'
import type { Denial } from '../ui/ActButton.tsx'
import type { Tone } from '../ui/StateBadge.tsx'

export type Alert = components['schemas']['Alert']

export const kinds: Alert['kind'][] = [
  'coverage_missing',
  'coverage_ending',
  'collector_overdue',
  'collection_blocked',
  'device_vanished',
  'hardware_milestone',
  'software_milestone',
]
export const severityTones: Record<Alert['severity'], Tone> = { high: 'bad', medium: 'attention', low: 'info' }
export const stateTones: Record<Alert['state'], Tone> = { open: 'attention', acknowledged: 'info', resolved: 'good' }

/** Why the reader may not acknowledge this one (R25, R36). */
export function useAlertDenial(): (alert: Alert) => Denial | undefined {
  const { t } = useTranslation('alerts')
  const explain = useExplain()
  return (alert) => {
    if (alert.mayAcknowledge) return undefined
    if (alert.state === 'resolved') return { missing: t('denied.resolved') }
    return {
      missing: t('denied.service', { customer: alert.customerName }),
      grantedBy: t('denied.byVendor'),
      explain: explain('acknowledge_alerts', alert.customerId),
    }
  }
}

/** The page of what an alert is about. */
export function useSubjectHref(): (alert: Alert) => string {
  const base = `/partner/${usePartnerId()}`
  return ({ subject, subjectId, collectionId }) => {
    if (subject === 'device') return `${base}/inventory/${subjectId}`
    if (subject === 'collector') return `${base}/collectors/${subjectId}`
    return collectionId ? `${base}/collections/${collectionId}` : `${base}/collections`
  }
}
