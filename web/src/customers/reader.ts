import { useTranslation } from 'react-i18next'
import { useMembership } from '../api/me.ts'
import type { Denial } from '../ui/ActButton.tsx'

/** What the reader is to this partner's customers, and why not more. */
export function useReader(partnerId: string) {
  const { t } = useTranslation('ui')
  const membership = useMembership(partnerId)
  // A vendor agent who acts for the partner is no member, and reads as its super administrator does.
  const role = membership ? membership.role : 'super_admin'
  const sponsors = membership?.sponsors ?? true
  const administers = role === 'super_admin' || role === 'admin'
  const toManage: Denial = {
    missing: t('missing', { missing: t('lacks.role_super_administrator_or_partner_administrator') }),
    grantedBy: t('grantor.an_administrator_of_the_partner'),
  }
  const toSponsor: Denial = {
    missing: t('missing', { missing: t('lacks.sponsorship_administrator') }),
    grantedBy: t('grantor.the_vendor_on_request'),
  }
  return {
    role,
    sponsors,
    administers,
    isUser: role === 'user' && !sponsors,
    /** Why they may not keep the customers' records. */
    keeping: sponsors || administers ? undefined : toManage,
    sponsoring: sponsors ? undefined : toSponsor,
    managing: administers ? undefined : toManage,
  }
}
