import { Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { usePartnerId } from '../app/place.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ErrorState } from '../ui/states.tsx'
import { type Choice, customerChoices, peopleChoices, Questions, Shown, useAsked, useFindParams } from './Explain.tsx'

/** The vendor's staff about anybody of a partner. */
export default function VendorExplainPage() {
  const { t } = useTranslation('reach')
  const partnerId = usePartnerId()
  const partner = useRead('/api/v1/vendor/partners/{partnerId}', { params: { path: { partnerId } } })
  const of = useAsked(null)
  const { accountId, customerId, action } = of.asked
  const query = { action, accountId: accountId ?? '', ...(of.needs && customerId && { customerId }) }
  const answer = useRead(
    '/api/v1/vendor/partners/{partnerId}/reach/explain',
    { params: { path: { partnerId }, query } },
    { enabled: of.complete },
  )
  if (partner.error) return <ErrorState error={partner.error} retry={() => void partner.refetch()} />
  return (
    <>
      <PageHeader title={t('title')} text={partner.data ? t('textOf', { partner: partner.data.name }) : t('text')} />
      <Stack gap="lg">
        <Questions of={of} useFindPeople={useFindPeople} useFindCustomers={useFindCustomers} />
        <Shown answer={answer} complete={of.complete} />
      </Stack>
    </>
  )
}

function useFindPeople(q: string): Choice[] {
  return peopleChoices(useRead('/api/v1/vendor/partners/{partnerId}/reach/people', { params: useFindParams(q) }).data)
}

function useFindCustomers(q: string): Choice[] {
  return customerChoices(useRead('/api/v1/vendor/partners/{partnerId}/customers', { params: useFindParams(q) }).data)
}
