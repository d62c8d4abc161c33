import { useTranslation } from 'react-i18next'
import { useMembership } from '../api/me.ts'
import { useExplain } from '../reach/asking.ts'
import type { Action } from '../reach/explained.ts'
import type { Denial } from '../ui/ActButton.tsx'

/** What the reader is to this partner's customers, and why not more. */
export function useReader(partnerId: string) {
  const { t } = useTranslation('ui')
  const membership = useMembership(partnerId)
  const explain = useExplain()
  // A vendor agent who acts for the partner is no member, and reads as its super administrator does.
  const role = membership ? membership.role : 'super_admin'
  const sponsors = membership?.sponsors ?? true
  const administers = role === 'super_admin' || role === 'admin'
  const toManage = {
    missing: t('missing', { missing: t('lacks.role_super_administrator_or_partner_administrator') }),
    grantedBy: t('grantor.an_administrator_of_the_partner'),
  }
  const toSponsor = {
    missing: t('missing', { missing: t('lacks.sponsorship_administrator') }),
    grantedBy: t('grantor.the_vendor_on_request'),
  }
  return {
    role,
    sponsors,
    administers,
    isUser: role === 'user' && !sponsors,
    /** Why they may not keep the record of this customer, or of a new one. */
    keeping: (customerId?: string): Denial | undefined =>
      sponsors || administers
        ? undefined
        : { ...toManage, explain: explain(customerId ? 'change_customer' : 'add_customer', customerId) },
    /** Why they may not give the role of a super administrator, nor change who has it. */
    superAdmins:
      role === 'super_admin'
        ? undefined
        : {
            missing: t('missing', { missing: t('lacks.role_super_administrator') }),
            grantedBy: t('grantor.a_super_administrator_of_the_partner'),
            explain: explain('manage_super_admins'),
          },
    sponsoring: sponsors ? undefined : { ...toSponsor, explain: explain('sponsor') },
    /** Why they may not manage the partner's people, associations, keys. */
    managing: (action: Action): Denial | undefined =>
      administers ? undefined : { ...toManage, explain: explain(action) },
  }
}
