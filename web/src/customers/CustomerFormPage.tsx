import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, take } from '../api/client.ts'
import { useRead, useWrite } from '../api/hooks.ts'
import { useVendor } from '../api/me.ts'
import { usePartnerId } from '../app/place.ts'
import type { Impact } from '../ui/ImpactItems.tsx'
import { linkTo } from '../ui/links.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { useProblemForm } from '../ui/use-problem-form.ts'
import { CustomerFields } from './CustomerFields.tsx'
import type { Customer } from './customer.ts'
import { bodyOf, type CustomerValues, recordOf, valuesOf } from './customer-form.ts'
import { useReader } from './reader.ts'
import { useStops } from './stops.ts'

/** A new customer, or the record of one. */
export default function CustomerFormPage() {
  const partnerId = usePartnerId()
  const { customerId } = useParams({ strict: false }) as { customerId?: string }
  return customerId ? <Edit partnerId={partnerId} customerId={customerId} /> : <CustomerForm />
}

function Edit({ partnerId, customerId }: { partnerId: string; customerId: string }) {
  const customer = useRead('/api/v1/partners/{partnerId}/customers/{customerId}', {
    params: { path: { partnerId, customerId } },
  })
  if (customer.error) return <ErrorState error={customer.error} retry={() => void customer.refetch()} />
  return customer.data ? <CustomerForm customer={customer.data} /> : <LoadingState />
}

function CustomerForm({ customer }: { customer?: Customer }) {
  const { t } = useTranslation('customers')
  const partnerId = usePartnerId()
  const { defaultLanguage } = useVendor()
  const navigate = useNavigate()
  const stops = useStops()
  const { sponsoring } = useReader(partnerId)
  const [asked, setAsked] = useState<{ values: CustomerValues; impact: Impact[] } | null>(null)
  const create = useWrite('post', '/api/v1/partners/{partnerId}/customers', { ok: t('form.created'), quiet: true })
  const change = useWrite('patch', '/api/v1/partners/{partnerId}/customers/{customerId}', {
    ok: t('form.saved'),
    quiet: true,
  })
  const path = { partnerId, customerId: customer?.customerId ?? '' }
  const save = async (values: CustomerValues) => {
    const saved = customer
      ? await change.mutateAsync({ params: { path }, body: sponsoring ? recordOf(values) : bodyOf(values) })
      : await create.mutateAsync({ params: { path: { partnerId } }, body: bodyOf(values) })
    form.resetDirty(values)
    setTimeout(() => void navigate(linkTo(`/partner/${partnerId}/customers/${saved.customerId}`)))
  }
  const form = useProblemForm({
    initialValues: valuesOf(customer, defaultLanguage),
    validate: {
      name: (value) => (value.trim() ? null : t('form.nameMissing')),
      supportEndsAt: (value, values) =>
        value && values.supportStartsAt && value < values.supportStartsAt ? t('form.endBeforeStart') : null,
    },
    submit: async (values) => {
      if (!customer || sponsoring) return save(values)
      const body = { change: bodyOf(values) }
      const call = api.POST('/api/v1/partners/{partnerId}/customers/{customerId}/preview', { params: { path }, body })
      const impact = await take(call)
      const stopped = stops(impact)
      // Whoever would lose something is shown first; otherwise there is nothing to ask.
      if (stopped.some(({ count }) => count > 0)) setAsked({ values, impact: stopped })
      else await save(values)
      return undefined
    },
  })
  const back = customer ? `/partner/${partnerId}/customers/${customer.customerId}` : `/partner/${partnerId}/customers`
  return (
    <>
      <PageHeader title={customer ? t('form.edit') : t('form.new')} text={customer ? customer.name : t('form.text')} />
      <CustomerFields
        form={form}
        submit={customer ? t('form.save') : t('form.create')}
        back={back}
        recordOnly={customer !== undefined && sponsoring !== undefined}
      />
      <ReasonDialog
        opened={asked !== null}
        onClose={() => setAsked(null)}
        title={t('form.stopsTitle')}
        text={t('form.stopsText')}
        impact={asked?.impact}
        confirm={t('form.save')}
        danger
        asksReason={false}
        act={async () => asked && save(asked.values)}
      />
    </>
  )
}
