import { useTranslation } from 'react-i18next'
import type { components } from '../api/schema.ts'
import { usePartnerId } from '../app/place.ts'
import { useReader } from '../customers/reader.ts'
import { useExplain } from '../reach/asking.ts'
import { useServiceDenial } from '../service/in-force.ts'
import type { Denial } from '../ui/ActButton.tsx'
import type { Tone } from '../ui/StateBadge.tsx'

export type Collector = components['schemas']['Collector']

export type NetworkTask = NonNullable<components['schemas']['NetworkTask']>
export type NetworkTaskInput = components['schemas']['NetworkTaskInput']

export const collectorTones: Record<Collector['status'], Tone> = {
  registered: 'info',
  licensed: 'attention',
  active: 'good',
  expired: 'attention',
  key_retired: 'attention',
  revoked: 'bad',
  deleted: 'neutral',
}

/** Agents that are not ours, with an address instead of a licence file (decision 31). */
export const isAgent = ({ kind }: Collector) => kind === 'agent'

/** Whether there is a licence, a file that waits or an address: something to revoke. */
export const hasAccess = ({ licenceExpiresAt, fileOpenUntil, addressMadeAt }: Collector) =>
  [licenceExpiresAt, fileOpenUntil, addressMadeAt].some((at) => at !== null)

/** By what else the list is narrowed down: uploads, and the licences of machines. */
export const healths = ['on_time', 'overdue', 'never_uploaded', 'licence_ending', 'licence_ended'] as const

/** Expected upload intervals that are offered, in hours. */
export const intervals = [6, 12, 24, 48, 168, 336, 720]

/** Why the reader may not register any, change, license or end this one (R36). */
export function useCollectorDenials() {
  const { t } = useTranslation('collectors')
  const explain = useExplain()
  const service = useServiceDenial('register_collector')
  const { role } = useReader(usePartnerId())
  const needsService = (row: Collector, action: 'register_collector' | 'download_licence' | 'end_collector'): Denial =>
    row.status === 'deleted'
      ? { missing: t('denied.deleted') }
      : {
          missing: t('denied.service', { customer: row.customerName }),
          grantedBy: t('denied.byVendor'),
          explain: explain(action, row.customerId),
        }
  return {
    registering: role ? service : { missing: t('denied.role'), grantedBy: t('denied.byAdministrator') },
    changing: (row: Collector) => (row.mayChange ? undefined : needsService(row, 'register_collector')),
    licensing: (row: Collector) => (row.mayChange ? undefined : needsService(row, 'download_licence')),
    ending: (row: Collector) => (row.mayEnd ? undefined : needsService(row, 'end_collector')),
  }
}

/** How often an upload is expected, in words. */
export function useInterval(): (hours: number) => string {
  const { t } = useTranslation('collectors')
  return (hours) =>
    hours % 24 === 0 ? t('interval.days', { count: hours / 24 }) : t('interval.hours', { count: hours })
}

const protocolNames = { md5: 'MD5', sha: 'SHA-1', des: 'DES', '3des': '3DES', aes: 'AES-128' }

/** An SNMP credential as far as anybody sees it again. */
export function useCredentialText(): (credential: NetworkTask['credentials'][number]) => string {
  const { t } = useTranslation('collectors')
  return ({ version, user, authProtocol, privProtocol }) =>
    [
      `SNMP ${version}`,
      version === '3' ? t('network.asUser', { user }) : t('network.withCommunity'),
      ...[authProtocol, privProtocol].flatMap((protocol) => (protocol ? protocolNames[protocol] : [])),
    ].join(', ')
}
