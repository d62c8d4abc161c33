import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { components } from '../api/schema.ts'
import { useReader } from '../customers/reader.ts'
import { useExplain } from '../reach/asking.ts'
import type { Denial } from '../ui/ActButton.tsx'
import { tk } from '../ui/message-key.ts'
import type { Tone } from '../ui/StateBadge.tsx'
import { useAdministratorDenial } from '../vendor/may.ts'

export type Key = components['schemas']['ApiKey']

export const keyTones: Record<Key['state'], Tone> = {
  active: 'good',
  sleeping: 'attention',
  expired: 'neutral',
  revoked: 'bad',
}

/**
 * Where the keys of this page are: a partner's, or the vendor's. Both have the same operations under their own address; the
 * types are the partner's, whose input has more in it.
 */
export function useKeysPlace() {
  const { partnerId, keyId = '' } = useParams({ strict: false }) as { partnerId?: string; keyId?: string }
  const root = partnerId ? '/api/v1/partners/{partnerId}/keys' : '/api/v1/vendor/keys'
  const api = <P extends string>(path: P) => path.replace('/api/v1/partners/{partnerId}/keys', root) as P
  return {
    ofVendor: partnerId === undefined,
    partnerId: partnerId ?? '',
    pages: partnerId ? `/partner/${partnerId}/keys` : '/vendor/keys',
    all: { path: { partnerId: partnerId ?? '' } },
    one: { path: { partnerId: partnerId ?? '', keyId } },
    api,
  }
}

/** Why the reader may not make or end keys here. */
export function useKeysDenial(): Denial | undefined {
  const { ofVendor, partnerId } = useKeysPlace()
  const ofPartner = useReader(partnerId).managing('manage_keys')
  const denied = useAdministratorDenial('manage_vendor_keys')
  return ofVendor ? denied : ofPartner
}

/** Why the reader may not change or rotate this one: it has more than they have (R24). */
export function useChangeDenial(): (key: Key) => Denial | undefined {
  const { t } = useTranslation('keys')
  const denied = useKeysDenial()
  const explain = useExplain()
  return (key) => {
    if (denied) return denied
    if (key.state === 'revoked') return { missing: t('denied.revoked') }
    if (key.mayChange) return undefined
    return key.role === 'super_admin'
      ? {
          missing: t('denied.superAdmin'),
          grantedBy: t('denied.bySuperAdmin'),
          explain: explain('manage_super_admins'),
        }
      : { missing: t('denied.sponsors'), grantedBy: t('denied.byVendor'), explain: explain('sponsor') }
  }
}

/** What a key reaches, in a word or two. */
export function useReach(): (key: Key) => string {
  const { t } = useTranslation('keys')
  return (key) => {
    if (key.role !== 'user') return t(tk('reach.', key.role))
    return key.allCustomers ? t('reach.all') : t('reach.some', { count: key.customers.length })
  }
}
