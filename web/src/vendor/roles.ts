import { useTranslation } from 'react-i18next'
import { tk } from '../ui/message-key.ts'

const roles = ['administrator', 'support_agent', 'auditor'] as const
export type StaffRole = (typeof roles)[number]

/** The staff's roles as a select wants them. */
export function useRoles(): { value: StaffRole; label: string }[] {
  const { t } = useTranslation('vendor')
  return roles.map((value) => ({ value, label: t(tk('role.', value)) }))
}
