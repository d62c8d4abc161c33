import { Box, Radio, Select, Stack, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../api/hooks.ts'
import { usePartnerId } from '../app/place.ts'
import { Form } from '../ui/Form.tsx'
import { LinkButton, linkTo } from '../ui/links.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { type ProblemForm, useProblemForm } from '../ui/use-problem-form.ts'
import { DeniedText } from '../ui/Why.tsx'
import { type Collector, intervals, useCollectorDenials, useInterval } from './collector.ts'

type Values = {
  customerId: string
  kind: string
  name: string
  site: string
  inventoryName: string
  intervalHours: string
  serial: string
}

/** Registers a collector, or changes a registration; its customer stays what it was. */
export default function CollectorFormPage() {
  const partnerId = usePartnerId()
  const { collectorId } = useParams({ strict: false }) as { collectorId?: string }
  return collectorId ? <Edit partnerId={partnerId} collectorId={collectorId} /> : <CollectorForm />
}

function Edit({ partnerId, collectorId }: { partnerId: string; collectorId: string }) {
  const params = { path: { partnerId, collectorId } }
  const collector = useRead('/api/v1/partners/{partnerId}/collectors/{collectorId}', { params })
  if (collector.error) return <ErrorState error={collector.error} retry={() => void collector.refetch()} />
  return collector.data ? <CollectorForm collector={collector.data} /> : <LoadingState />
}

function CollectorForm({ collector }: { collector?: Collector }) {
  const { t } = useTranslation('collectors')
  const partnerId = usePartnerId()
  const navigate = useNavigate()
  const denials = useCollectorDenials()
  const create = useWrite('post', '/api/v1/partners/{partnerId}/collectors', { ok: t('form.created'), quiet: true })
  const change = useWrite('patch', '/api/v1/partners/{partnerId}/collectors/{collectorId}', {
    ok: t('form.saved'),
    quiet: true,
  })
  const list = `/partner/${partnerId}/collectors`
  const form = useProblemForm<Values>({
    initialValues: {
      customerId: collector?.customerId ?? '',
      kind: collector?.kind ?? 'collector',
      name: collector?.name ?? '',
      site: collector?.site ?? '',
      inventoryName: collector?.inventoryName ?? '',
      intervalHours: String(collector?.intervalHours ?? 24),
      serial: collector?.serial ?? '',
    },
    validate: {
      customerId: (value) => (value ? null : t('form.customerMissing')),
      name: (value) => (value.trim() ? null : t('form.nameMissing')),
      inventoryName: (value) => (value.trim() ? null : t('form.inventoryMissing')),
    },
    submit: async ({ customerId, kind, intervalHours, ...rest }) => {
      const body = { ...rest, intervalHours: Number(intervalHours) }
      const saved = collector
        ? await change.mutateAsync({ params: { path: { partnerId, collectorId: collector.collectorId } }, body })
        : await create.mutateAsync({
            params: { path: { partnerId } },
            body: { ...body, customerId, kind: kind as Collector['kind'] },
          })
      setTimeout(() => void navigate(linkTo(`${list}/${saved.collectorId}`)))
    },
  })
  const denied = collector ? denials.changing(collector) : denials.registering
  return (
    <>
      <PageHeader
        title={collector ? t('form.edit') : t('form.new')}
        text={collector ? collector.name : t('form.text')}
      />
      <Box maw={640}>
        <Form
          form={form}
          submit={collector ? t('form.save') : t('form.create')}
          guarded
          submitProps={denied ? { disabled: true } : {}}
          secondary={
            <LinkButton href={collector ? `${list}/${collector.collectorId}` : list} variant="default">
              {t('ui:cancel')}
            </LinkButton>
          }
        >
          {denied && <DeniedText denied={denied} />}
          {!collector && <KindField form={form} />}
          {!collector && <CustomerField partnerId={partnerId} form={form} />}
          <Fields form={form} />
        </Form>
      </Box>
    </>
  )
}

/** Our own program, or agents that are there already; it stays what it is. */
function KindField({ form }: { form: ProblemForm<Values> }) {
  const { t } = useTranslation('collectors')
  return (
    <Radio.Group name="kind" label={t('kind.label')} {...form.field('kind')}>
      <Stack gap="xs" mt="xs">
        {(['collector', 'agent'] as const).map((kind) => (
          <Radio key={kind} value={kind} label={t(tk('kind.', kind))} description={t(tk('kind.text.', kind))} />
        ))}
      </Stack>
    </Radio.Group>
  )
}

function Fields({ form }: { form: ProblemForm<Values> }) {
  const { t } = useTranslation('collectors')
  const interval = useInterval()
  const offered = [...new Set([...intervals, Number(form.values.intervalHours)])].sort((a, b) => a - b)
  return (
    <>
      <TextInput
        label={t('field.name')}
        description={t('form.nameText')}
        required
        maxLength={100}
        {...form.field('name')}
      />
      <TextInput label={t('field.site')} maxLength={200} {...form.field('site')} />
      <TextInput
        label={t('field.inventoryName')}
        description={t('form.inventoryText')}
        required
        maxLength={100}
        {...form.field('inventoryName')}
      />
      <Select
        label={t('field.interval')}
        description={t('form.intervalText')}
        data={offered.map((hours) => ({ value: String(hours), label: interval(hours) }))}
        {...form.field('intervalHours')}
      />
      <TextInput
        label={t('field.serial')}
        description={t('form.serialText')}
        maxLength={100}
        {...form.field('serial')}
      />
    </>
  )
}

/** Customers whose service is in force, found by typing. */
function CustomerField({ partnerId, form }: { partnerId: string; form: ProblemForm<Values> }) {
  const { t } = useTranslation('collectors')
  const [text, setText] = useState('')
  const [q] = useDebouncedValue(text, 250)
  const found = useRead('/api/v1/partners/{partnerId}/customers', {
    params: { path: { partnerId }, query: { q, limit: 50, service: ['in_force'] } },
  })
  const value = form.values.customerId
  // What was chosen stays in the list that somebody searches on.
  const [kept, setKept] = useState<{ value: string; label: string }[]>([])
  const data = (found.data?.items ?? []).map(({ customerId, name }) => ({ value: customerId, label: name }))
  const all = [...data, ...kept.filter((one) => one.value === value && !data.some((other) => other.value === value))]
  return (
    <Select
      label={t('field.customer')}
      description={t('form.customerText')}
      required
      searchable
      maxDropdownHeight={240}
      nothingFoundMessage={found.isFetching ? t('form.searching') : t('form.noCustomer')}
      data={all}
      {...form.field('customerId')}
      onSearchChange={setText}
      onChange={(next) => {
        setKept(all.filter((one) => one.value === next))
        form.setFieldValue('customerId', next ?? '')
      }}
    />
  )
}
