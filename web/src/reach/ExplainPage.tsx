import { Stack, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { useAccount, useMe } from '../api/me.ts'
import { actingIn } from '../app/navigation.ts'
import { usePartnerId } from '../app/place.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { type Choice, Finder, Questions, Shown, useAsked } from './Explain.tsx'

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
  const name = `${own.firstName} ${own.lastName}`
  return (
    <>
      <PageHeader title={t('title')} text={t('text')} />
      <Stack gap="lg">
        <Questions
          of={of}
          people={
            asksAnybody ? (
              <Finder
                label={t('ask.person')}
                placeholder={t('ask.type')}
                value={accountId}
                onChange={(value) => of.ask({ accountId: value })}
                useFind={useFindPeople}
              />
            ) : (
              <TextInput label={t('ask.person')} value={name} readOnly />
            )
          }
          customer={
            <Finder
              label={t('ask.customer')}
              placeholder={t('ask.type')}
              value={customerId}
              onChange={(value) => of.ask({ customerId: value })}
              useFind={useFindCustomers}
            />
          }
        />
        <Shown answer={answer} complete={of.complete} />
      </Stack>
    </>
  )
}

function useFindPeople(q: string): Choice[] {
  const params = { path: { partnerId: usePartnerId() }, query: { limit: 20, ...(q && { q }) } }
  const { data } = useRead('/api/v1/partners/{partnerId}/reach/people', { params })
  return (data?.items ?? []).map((one) => ({ value: one.accountId, label: `${one.firstName} ${one.lastName}` }))
}

function useFindCustomers(q: string): Choice[] {
  const params = { path: { partnerId: usePartnerId() }, query: { limit: 20, ...(q && { q }) } }
  const { data } = useRead('/api/v1/partners/{partnerId}/customers', { params })
  return (data?.items ?? []).map((one) => ({ value: one.customerId, label: one.name }))
}
