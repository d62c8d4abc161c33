import { Box, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../api/hooks.ts'
import { Form } from '../ui/Form.tsx'
import { LinkButton, linkTo } from '../ui/links.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { useProblemForm } from '../ui/use-problem-form.ts'
import { DeniedText } from '../ui/Why.tsx'
import { CustomersChoice } from './CustomersChoice.tsx'
import { type Key, useChangeDenial, useKeysPlace } from './key.ts'
import { ScopeChoice } from './ScopeChoice.tsx'

/** A key's name, scopes and customers. What is taken away stops at its next request. */
export default function EditKeyPage() {
  const { api, all, one } = useKeysPlace()
  const key = useRead(api('/api/v1/partners/{partnerId}/keys/{keyId}'), { params: one })
  const choices = useRead(api('/api/v1/partners/{partnerId}/keys/choices'), { params: all })
  const error = key.error ?? choices.error
  if (error) return <ErrorState error={error} retry={() => void Promise.all([key.refetch(), choices.refetch()])} />
  return key.data && choices.data ? <Edit row={key.data} known={choices.data.scopes} /> : <LoadingState />
}

function Edit({ row, known }: { row: Key; known: string[] }) {
  const { t } = useTranslation('keys')
  const navigate = useNavigate()
  const { api, one, pages, partnerId } = useKeysPlace()
  const change = useWrite('patch', api('/api/v1/partners/{partnerId}/keys/{keyId}'), {
    ok: t('edit.done'),
    quiet: true,
  })
  const back = `${pages}/${row.keyId}`
  const denied = useChangeDenial()(row)
  const form = useProblemForm({
    initialValues: {
      name: row.name,
      scopes: row.scopes,
      allCustomers: row.allCustomers,
      customers: row.customers,
    },
    validate: {
      name: (value) => (value.trim() ? null : t('make.nameMissing')),
      scopes: (value) => (value.length > 0 ? null : t('make.scopesMissing')),
      customers: (value, values) =>
        row.role !== 'user' || values.allCustomers || value.length > 0 ? null : t('make.customersMissing'),
    },
    submit: async ({ name, scopes, allCustomers, customers }) => {
      const association = { allCustomers, customers: customers.map(({ customerId }) => customerId) }
      const body = { name, scopes: scopes as never, ...(row.role === 'user' && association) }
      await change.mutateAsync({ params: one, body })
      setTimeout(() => void navigate(linkTo(back)))
    },
  })
  return (
    <>
      <PageHeader title={t('edit.title')} text={row.name} />
      <Box maw={720}>
        <Form
          form={form}
          submit={t('edit.save')}
          guarded
          submitProps={denied ? { disabled: true } : {}}
          secondary={
            <LinkButton href={back} variant="default">
              {t('ui:cancel')}
            </LinkButton>
          }
        >
          {denied && <DeniedText denied={denied} />}
          <TextInput label={t('field.name')} required maxLength={100} {...form.field('name')} />
          {row.role === 'user' && (
            <CustomersChoice
              partnerId={partnerId}
              all={form.values.allCustomers}
              chosen={form.values.customers}
              onChange={(given) => form.setValues(given)}
              error={form.errors.customers as string | undefined}
            />
          )}
          <ScopeChoice
            known={known}
            value={form.values.scopes}
            onChange={(value) => form.setFieldValue('scopes', value)}
            error={form.errors.scopes as string | undefined}
          />
        </Form>
      </Box>
    </>
  )
}
