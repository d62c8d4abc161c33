import { useTranslation } from 'react-i18next'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import type { Alert } from './alert.ts'
import { dueOf } from './due.ts'

/** What an alert says in one line: the milestone, the reason, and the moment it is about. */
export function AlertWords({ alert }: { alert: Alert }) {
  const { t } = useTranslation('alerts')
  const { kind, milestone, blockedReason } = alert
  const due = dueOf(alert)
  const said = milestone ? t(tk('milestone.', milestone)) : blockedReason ? t(tk('reason.', blockedReason)) : ''
  if (!due) return said || t('due.none')
  return (
    <>
      {said ? `${said} · ` : `${t(tk('due.', kind))} `}
      <Moment at={due} show={kind === 'collector_overdue' ? 'relative' : 'date'} />
    </>
  )
}
