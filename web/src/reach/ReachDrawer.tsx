import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { WhyDrawer } from '../ui/WhyDrawer.tsx'
import type { Question } from './asking.ts'
import { useExplainedText } from './explained.ts'

type Props = { question: Question; opened: boolean; onClose: () => void }

/** Every link of the chain behind something the reader may not do on a partner's pages. */
export default function ReachDrawer({ question: { partnerId, action, customerId }, opened, onClose }: Props) {
  const { t } = useTranslation('reach')
  const text = useExplainedText()
  const params = { path: { partnerId }, query: { action, ...(customerId && { customerId }) } }
  const answer = useRead('/api/v1/partners/{partnerId}/reach/explain', { params }, { enabled: opened })
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
