import { Anchor } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { usePartnerId } from '../app/place.ts'
import { WhyDrawer } from '../ui/WhyDrawer.tsx'
import { type Action, useExplainedText } from './explained.ts'

type Props = { action: Action; customerId?: string | undefined }

/** *Why?* beside something the reader may not do on a partner's pages: opens the whole chain, asked anew each time (R36). */
export function WhyNot(props: Props) {
  const { t } = useTranslation('reach')
  const [opened, setOpened] = useState(false)
  return (
    <>
      <Anchor component="button" type="button" size="sm" mih={24} onClick={() => setOpened(true)}>
        {t('whyNot')}
      </Anchor>
      <ReachDrawer {...props} opened={opened} onClose={() => setOpened(false)} />
    </>
  )
}

/** The drawer alone, for a `Denial`'s `explain`. */
export function ReachDrawer({ action, customerId, opened, onClose }: Props & { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('reach')
  const text = useExplainedText()
  const params = { path: { partnerId: usePartnerId() }, query: { action, ...(customerId && { customerId }) } }
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
