import { Checkbox, Group, MultiSelect, Radio, Stack, Textarea, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { DateField } from '../ui/DateField.tsx'
import { tk } from '../ui/message-key.ts'
import type { ProblemForm } from '../ui/use-problem-form.ts'
import { inDays, type Plan } from './plan.ts'
import { useReviewPlace } from './review.ts'

type Props = { form: ProblemForm<Plan>; audiences: Plan['audience'][] }

/** What a review is about, until when, and what happens to what nobody answers. */
export function PlanFields({ form, audiences }: Props) {
  const { t } = useTranslation('reviews')
  const { partnerId } = useReviewPlace()
  const { audience, partnerIds } = form.values
  const only = partnerId ?? (partnerIds.length === 1 ? partnerIds[0] : undefined)
  return (
    <>
      <TextInput label={t('new.name')} required maxLength={120} {...form.field('title')} />
      {audiences.length > 1 && (
        <Choices
          form={form}
          name="audience"
          label={t('column.audience')}
          options={audiences.map((value) => ({ value, label: t(tk('audience.', value)) }))}
        />
      )}
      {partnerId === null && <PartnersField form={form} />}
      {audience === 'team' && <TeamFields form={form} />}
      {only && <CustomersField form={form} partnerId={only} ofVendor={partnerId === null} />}
      <Group grow align="flex-start">
        <DateField label={t('new.due')} required min={inDays(0)} {...form.field('dueOn')} />
        <MultiSelect
          label={t('new.reminders')}
          data={['30', '14', '7', '3', '1'].map((value) => ({
            value,
            label: t('new.daysBefore', { count: Number(value) }),
          }))}
          {...form.field('reminderDays')}
        />
      </Group>
      <Choices
        form={form}
        name="rule"
        label={t('new.rule')}
        options={['keep', 'suspend', 'remove'].map((value) => ({
          value,
          label: t(tk('rule.', value)),
          description: audience === 'team' ? t(tk('ruleText.', value)) : t(tk('ruleTextUsers.', value)),
        }))}
      />
      <Textarea
        label={t('new.note')}
        description={t('new.noteText')}
        autosize
        minRows={2}
        maxLength={2000}
        {...form.field('note')}
      />
    </>
  )
}

type ChoicesProps = {
  form: Props['form']
  name: 'audience' | 'rule'
  label: string
  options: { value: string; label: string; description?: string }[]
}

function Choices({ form, name, label, options }: ChoicesProps) {
  return (
    <Radio.Group label={label} {...form.field(name)}>
      <Stack gap="xs" mt={6}>
        {options.map((option) => (
          <Radio key={option.value} {...option} />
        ))}
      </Stack>
    </Radio.Group>
  )
}

function TeamFields({ form }: Pick<Props, 'form'>) {
  const { t } = useTranslation('reviews')
  return (
    <>
      <Checkbox.Group label={t('new.subjects')} {...form.field('subjects')}>
        <Stack gap="xs" mt={6}>
          <Checkbox value="memberships" label={t('new.memberships')} description={t('new.membershipsText')} />
          <Checkbox value="associations" label={t('new.associations')} description={t('new.associationsText')} />
        </Stack>
      </Checkbox.Group>
      <MultiSelect
        label={t('new.roles')}
        placeholder={form.values.roles.length === 0 ? t('new.everyRole') : ''}
        data={['super_admin', 'admin', 'user'].map((value) => ({ value, label: t(tk('role.', value)) }))}
        clearable
        {...form.field('roles')}
      />
    </>
  )
}

/** Companies are found by part of their name; those chosen stay in the list. */
function useFound(items: { value: string; label: string }[], chosen: string[]) {
  const [known, setKnown] = useState(new Map<string, string>())
  const all = new Map([...known, ...items.map(({ value, label }) => [value, label] as const)])
  const remember = (values: string[]) =>
    setKnown(new Map(values.flatMap((value) => (all.has(value) ? [[value, all.get(value) ?? ''] as const] : []))))
  const shown = new Map([
    ...chosen.flatMap((value) => (all.has(value) ? [[value, all.get(value) ?? ''] as const] : [])),
    ...items.map(({ value, label }) => [value, label] as const),
  ])
  return { data: [...shown].map(([value, label]) => ({ value, label })), remember }
}

function PartnersField({ form }: Pick<Props, 'form'>) {
  const { t } = useTranslation('reviews')
  const [q, type] = useTyped()
  const found = useRead('/api/v1/vendor/partners', { params: { query: { limit: 20, ...(q && { q }) } } })
  return (
    <ManyField
      label={t('column.partners')}
      description={t('new.partnersText')}
      everything={t('new.everyPartner')}
      items={(found.data?.items ?? []).map((row) => ({ value: row.partnerId, label: row.name }))}
      chosen={form.values.partnerIds}
      field={form.field('partnerIds') as ManyInput}
      onType={type}
      onChosen={() => form.setFieldValue('customerIds', [])}
    />
  )
}

function CustomersField({ form, partnerId, ofVendor }: Pick<Props, 'form'> & { partnerId: string; ofVendor: boolean }) {
  const { t } = useTranslation('reviews')
  const [q, type] = useTyped()
  const path = ofVendor ? '/api/v1/vendor/partners/{partnerId}/customers' : '/api/v1/partners/{partnerId}/customers'
  const found = useRead(path as '/api/v1/vendor/partners/{partnerId}/customers', {
    params: { path: { partnerId }, query: { limit: 20, ...(q && { q }) } },
  })
  return (
    <ManyField
      label={t('new.customers')}
      description={t('new.customersText')}
      everything={t('new.everyCustomer')}
      items={(found.data?.items ?? []).map((row) => ({ value: row.customerId, label: row.name }))}
      chosen={form.values.customerIds}
      field={form.field('customerIds') as ManyInput}
      onType={type}
    />
  )
}

/** What is typed, as it is asked for a moment later. */
function useTyped(): [string, (text: string) => void] {
  const [text, setText] = useState('')
  const [q] = useDebouncedValue(text, 250)
  return [q, setText]
}

type ManyInput = { onChange: (values: string[]) => void }

/** Several of what the server finds by part of a name; none chosen means all of them. */
function ManyField(props: {
  label: string
  description: string
  everything: string
  items: { value: string; label: string }[]
  chosen: string[]
  field: ManyInput
  onType: (text: string) => void
  onChosen?: () => void
}) {
  const { t } = useTranslation('reviews')
  const { chosen, field } = props
  const { data, remember } = useFound(props.items, chosen)
  return (
    <MultiSelect
      label={props.label}
      description={props.description}
      placeholder={chosen.length === 0 ? props.everything : ''}
      searchable
      clearable
      data={data}
      onSearchChange={props.onType}
      nothingFoundMessage={t('new.nothingFound')}
      {...field}
      onChange={(values) => {
        remember(values)
        field.onChange(values)
        props.onChosen?.()
      }}
    />
  )
}
