import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../api/hooks.ts'
import { tk } from '../ui/message-key.ts'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import type { Evidence } from './request.ts'

type Props = {
  evidence: Evidence
  partner: Evidence['candidates'][number] | undefined
  deciding: 'approve' | 'decline' | null
  onClose: () => void
}
const prepared = ['incomplete', 'unknownNumbers', 'otherPartner', 'notQualified', 'notEmployee']

/** Approve for the partner chosen, or decline with a prepared or free reason in the applicant's language. */
export function DecideDialogs({ evidence, partner, deciding, onClose }: Props) {
  const { t, i18n } = useTranslation('administrators')
  // The applicant reads the reason, so it is offered in their language.
  const theirs = i18n.getFixedT(evidence.language, 'administrators')
  const [, setLoaded] = useState(false)
  useEffect(() => {
    void i18n.loadLanguages(evidence.language).then(() => setLoaded(true))
  }, [i18n, evidence.language])
  const path = { requestId: evidence.requestId }
  const approve = useWrite('post', '/api/v1/vendor/administrator-requests/{requestId}/approve', {
    ok: t('decide.approved'),
    quiet: true,
  })
  const decline = useWrite('post', '/api/v1/vendor/administrator-requests/{requestId}/decline', {
    ok: t('decide.declined'),
    quiet: true,
  })
  const name = `${evidence.firstName} ${evidence.lastName}`
  return (
    <>
      <ReasonDialog
        opened={deciding === 'approve' && partner !== undefined}
        onClose={onClose}
        title={t('decide.approve')}
        text={t('decide.approveText', { name, partner: partner?.name ?? '' })}
        confirm={t('decide.approve')}
        asksReason={false}
        act={async () => partner && approve.mutateAsync({ params: { path }, body: { partnerId: partner.partnerId } })}
      />
      <ReasonDialog
        opened={deciding === 'decline'}
        onClose={onClose}
        title={t('decide.decline')}
        text={t('decide.declineText', { name })}
        confirm={t('decide.decline')}
        danger
        reasons={prepared.map((id) => theirs(tk('reasons.', id)))}
        act={(reason) => decline.mutateAsync({ params: { path }, body: { reason } })}
      />
    </>
  )
}
