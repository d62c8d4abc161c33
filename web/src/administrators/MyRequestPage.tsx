import { Button, Stack } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { RequestCard } from './RequestCard.tsx'
import { RequestForm } from './RequestForm.tsx'

/** Ask to become a sponsorship administrator, and see how my request stands (R3). */
export default function MyRequestPage() {
  const { t } = useTranslation('administrators')
  const [again, setAgain] = useState(false)
  const mine = useRead('/api/v1/administrator-requests')
  if (mine.error) return <ErrorState error={mine.error} retry={() => void mine.refetch()} />
  if (!mine.data) return <LoadingState />
  const [latest] = mine.data.items
  const asking = !latest || (again && latest.state !== 'pending')
  return (
    <>
      <PageHeader title={t('mine.title')} text={t('mine.text')} />
      <Stack gap="lg" maw={680}>
        {asking ? (
          <RequestForm earlier={latest} done={() => setAgain(false)} />
        ) : (
          mine.data.items.map((request) => <RequestCard key={request.requestId} request={request} />)
        )}
        {!asking && latest.state !== 'pending' && (
          <Button style={{ alignSelf: 'flex-start' }} onClick={() => setAgain(true)}>
            {t('mine.again')}
          </Button>
        )}
      </Stack>
    </>
  )
}
