import { useTranslation } from 'react-i18next'
import { useMe } from '../api/me.ts'
import { useReader } from '../customers/reader.ts'
import { useExplain } from '../reach/asking.ts'
import type { Action } from '../reach/explained.ts'
import { useServiceDenial } from '../service/in-force.ts'
import type { Denial } from '../ui/ActButton.tsx'
import { tk } from '../ui/message-key.ts'
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

/** Why the reader may not have anybody join the team: they lack the role, or the partner a service in force (R22). */
export function useRegisterDenial(partnerId: string): Denial | undefined {
  const service = useServiceDenial('register_people')
  return useReader(partnerId).managing('register_people') ?? service
}

/** Why an act on something of a super administrator's is greyed for the reader; undefined when they may. */
export function useSuperDenial(partnerId: string): (role: Role) => Denial | undefined {
  const { t } = useTranslation('team')
  const own = useOwnRole(partnerId)
  const explain = useExplain()
  return (role) =>
    role === 'super_admin' && own !== 'super_admin'
      ? { missing: t('denied.super'), grantedBy: t('denied.bySuper'), explain: explain('manage_super_admins') }
      : undefined
}

/** Refusals that rest on a right of the reader's; the others are about the member. */
const rights: Record<string, Action> = {
  not_administrator: 'manage_people',
  super_admin_protected: 'manage_super_admins',
  sponsor_protected: 'manage_super_admins',
  role_not_yours: 'manage_super_admins',
  service_missing: 'register_people',
}

/** What the server says of an act on a member, as a denial: `refusal` is the code it refuses with. */
export function useMemberDenial(): (refusal: string) => Denial {
  const { t } = useTranslation('team')
  const explain = useExplain()
  return (refusal) => ({
    missing: t(tk('refused.', refusal)),
    grantedBy: t(tk('who.', refusal)),
    explain: rights[refusal] && explain(rights[refusal]),
  })
}
