import { Box, Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../api/hooks.ts'
import { Form } from '../ui/Form.tsx'
import { LinkButton, linkTo } from '../ui/links.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { type ProblemForm, useProblemForm } from '../ui/use-problem-form.ts'
import { useAgentDenial } from '../vendor/may.ts'
import { ContractFields, type ContractValues, contractBody, useContractValidation } from './ContractFields.tsx'
import { contractHref } from './contract.ts'
import { dayOf } from './days.ts'

/** Records a contract by hand; a link from a partner's page names the partner. */
export default function NewContractPage() {
  const { t } = useTranslation('contracts')
  const navigate = useNavigate()
  const denied = useAgentDenial('manage_contracts')
  const { partnerId } = useSearch({ strict: false }) as { partnerId?: string }
  const create = useWrite('post', '/api/v1/vendor/partners/{partnerId}/contracts', {
    ok: t('form.created'),
    quiet: true,
  })
  const form = useProblemForm<ContractValues>({
    initialValues: {
      number: '',
      partnerId: partnerId ?? null,
      contractTypeId: null,
      customerId: null,
      startsAt: dayOf(new Date().toISOString()),
      endsAt: '',
      note: '',
    },
    validate: useContractValidation(),
    submit: async (values) => {
      const made = await create.mutateAsync({
        params: { path: { partnerId: values.partnerId ?? '' } },
        body: contractBody(values),
      })
      form.resetDirty()
      setTimeout(() => void navigate(linkTo(contractHref(made))))
    },
  })
  return (
    <>
      <PageHeader title={t('form.new')} text={t('form.text')} />
      <Box maw={560}>
        <Form
          form={form}
          submit={t('form.create')}
          guarded
          denied={denied}
          secondary={
            <LinkButton href={partnerId ? `/vendor/partners/${partnerId}` : '/vendor/contracts'} variant="default">
              {t('ui:cancel')}
            </LinkButton>
          }
        >
          <PartnerSelect form={form} />
          <ContractFields form={form} />
        </Form>
      </Box>
    </>
  )
}

function PartnerSelect({ form }: { form: ProblemForm<ContractValues> }) {
  const { t } = useTranslation('contracts')
  const [text, setText] = useState('')
  const [q] = useDebouncedValue(text, 250)
  const found = useRead('/api/v1/vendor/partners', { params: { query: { limit: 20, ...(q && { q }) } } })
  const { partnerId } = form.values
  const present = useRead(
    '/api/v1/vendor/partners/{partnerId}',
    { params: { path: { partnerId: partnerId ?? '' } } },
    { enabled: partnerId !== null },
  )
  const options = (found.data?.items ?? []).map((row) => ({ value: row.partnerId, label: row.name }))
  if (present.data && !options.some(({ value }) => value === present.data.partnerId))
    options.push({ value: present.data.partnerId, label: present.data.name })
  const field = form.field('partnerId') as { onChange: (value: string | null) => void }
  return (
    <Select
      label={t('form.partner')}
      required
      searchable
      data={options}
      onSearchChange={setText}
      nothingFoundMessage={t('form.noPartner')}
      {...field}
      onChange={(value) => {
        field.onChange(value)
        // A customer belongs to exactly one partner.
        form.setFieldValue('customerId', null)
      }}
    />
  )
}
