import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { WhyDrawer } from '../ui/WhyDrawer.tsx'
import type { Question } from './asking.ts'
import { useExplainedText } from './explained.ts'

type Props = { question: Question; opened: boolean; onClose: () => void }

/** Every link of the chain behind something the reader may not do, at a partner or for the vendor. */
export default function ReachDrawer({ question, opened, onClose }: Props) {
  const { t } = useTranslation('reach')
  const text = useExplainedText()
  const answer = useAnswer(question, opened)
  return (
    <WhyDrawer
      opened={opened}
      onClose={onClose}
      title={t('title')}
      error={answer.error}
      links={undefined}
      {...(answer.data && text(answer.data))}
    />
  )
}

function useAnswer(question: Question, opened: boolean) {
  const ofStaff = 'staffAction' in question ? question : null
  const ofMember = 'staffAction' in question ? null : question
  const staffQuery = { action: ofStaff?.staffAction ?? 'manage_staff', ...(ofStaff?.about && { about: ofStaff.about }) }
  const query = {
    action: ofMember?.action ?? 'see_data',
    ...(ofMember?.customerId && { customerId: ofMember.customerId }),
  }
  const staff = useRead(
    '/api/v1/vendor/reach/explain',
    { params: { query: staffQuery } },
    { enabled: opened && ofStaff !== null },
  )
  const member = useRead(
    '/api/v1/partners/{partnerId}/reach/explain',
    { params: { path: { partnerId: ofMember?.partnerId ?? '' }, query } },
    { enabled: opened && ofMember !== null },
  )
  return ofStaff ? staff : member
}
