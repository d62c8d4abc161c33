import { useTranslation } from 'react-i18next'
import { useMe } from '../api/me.ts'
import type { Denial } from '../ui/ActButton.tsx'
import type { Role } from './member.ts'

/** The reader's role in this partner; null for who only sponsors, or looks for the vendor. */
export function useOwnRole(partnerId: string): Role | null {
  return useMe().memberships.find((one) => one.partnerId === partnerId)?.role ?? null
}

/** The roles that the reader may hand out: up to their own. */
export function useGrantable(partnerId: string): { value: Role; label: string }[] {
  const { t } = useTranslation('team')
  const own = useOwnRole(partnerId)
  const all = [
    { value: 'user', label: t('role.user') },
    { value: 'admin', label: t('role.admin') },
    { value: 'super_admin', label: t('role.super_admin') },
  ] as const
  return all.filter(({ value }) => value !== 'super_admin' || own === 'super_admin')
}

/** Why an act on something of a super administrator's is greyed for the reader; undefined when they may. */
export function useSuperDenial(partnerId: string): (role: Role) => Denial | undefined {
  const { t } = useTranslation('team')
  const own = useOwnRole(partnerId)
  return (role) =>
    role === 'super_admin' && own !== 'super_admin'
      ? { missing: t('denied.super'), grantedBy: t('denied.bySuper') }
      : undefined
}
