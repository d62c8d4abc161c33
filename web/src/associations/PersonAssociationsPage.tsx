import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { usePartnerId, usePathParam } from '../app/place.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { PersonAssociations } from './PersonAssociations.tsx'

/** What one person sees, and what they are to see. */
export default function PersonAssociationsPage() {
  const { t } = useTranslation('associations')
  const partnerId = usePartnerId()
  const accountId = usePathParam('accountId')
  const person = useRead('/api/v1/partners/{partnerId}/associations/people/{accountId}', {
    params: { path: { partnerId, accountId } },
  })
  return (
    <>
      <PageHeader title={person.data?.name ?? t('person.title')} text={t('person.text')} />
      {person.error ? (
        <ErrorState error={person.error} retry={() => void person.refetch()} />
      ) : person.data ? (
        <PersonAssociations partnerId={partnerId} accountId={accountId} />
      ) : (
        <LoadingState />
      )}
    </>
  )
}
