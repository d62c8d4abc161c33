import { Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { useAccount, useMe } from '../api/me.ts'
import { actingIn } from '../app/navigation.ts'
import { usePartnerId } from '../app/place.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { type Choice, customerChoices, peopleChoices, Questions, Shown, useAsked, useFindParams } from './Explain.tsx'

/** For SA and PA about anybody of their partner; for everybody else about themselves. */
export default function ExplainPage() {
  const { t } = useTranslation('reach')
  const partnerId = usePartnerId()
  const me = useMe()
  const own = useAccount()
  const role = me.memberships.find((one) => one.partnerId === partnerId)?.role
  const asksAnybody = role === 'super_admin' || role === 'admin' || actingIn(me, partnerId) !== undefined
  const of = useAsked(asksAnybody ? null : own.accountId)
  const { accountId, customerId, action } = of.asked
  const query = { action, ...(accountId && { accountId }), ...(of.needs && customerId && { customerId }) }
  const answer = useRead(
    '/api/v1/partners/{partnerId}/reach/explain',
    { params: { path: { partnerId }, query } },
    { enabled: of.complete },
  )
  return (
    <>
      <PageHeader title={t('title')} text={t('text')} />
      <Stack gap="lg">
        <Questions
          of={of}
          own={asksAnybody ? undefined : `${own.firstName} ${own.lastName}`}
          useFindPeople={useFindPeople}
          useFindCustomers={useFindCustomers}
        />
        <Shown answer={answer} complete={of.complete} />
      </Stack>
    </>
  )
}

function useFindPeople(q: string): Choice[] {
  return peopleChoices(useRead('/api/v1/partners/{partnerId}/reach/people', { params: useFindParams(q) }).data)
}

function useFindCustomers(q: string): Choice[] {
  return customerChoices(useRead('/api/v1/partners/{partnerId}/customers', { params: useFindParams(q) }).data)
}
