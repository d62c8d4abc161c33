import { Box, Checkbox, Select, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../api/hooks.ts'
import type { components } from '../api/schema.ts'
import { useReader } from '../customers/reader.ts'
import { Form } from '../ui/Form.tsx'
import { LinkButton } from '../ui/links.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { type ProblemForm, useProblemForm } from '../ui/use-problem-form.ts'
import { DeniedText } from '../ui/Why.tsx'
import { CustomersChoice } from './CustomersChoice.tsx'
import { KeyShown } from './KeyShown.tsx'
import { useKeysDenial, useKeysPlace } from './key.ts'
import { ScopeChoice } from './ScopeChoice.tsx'

type Choices = components['schemas']['ApiKeyChoices']
type Values = {
  name: string
  role: string
  sponsors: boolean
  allCustomers: boolean
  customers: { customerId: string; name: string }[]
  scopes: string[]
  days: string
}

/** Makes a key, and shows it once. */
export default function NewKeyPage() {
  const { api, all } = useKeysPlace()
  const choices = useRead(api('/api/v1/partners/{partnerId}/keys/choices'), { params: all })
  if (choices.error) return <ErrorState error={choices.error} retry={() => void choices.refetch()} />
  return choices.data ? <MakeKey choices={choices.data} /> : <LoadingState />
}

function MakeKey({ choices }: { choices: Choices }) {
  const { t } = useTranslation('keys')
  const { api, all, pages, ofVendor } = useKeysPlace()
  const make = useWrite('post', api('/api/v1/partners/{partnerId}/keys'), { quiet: true })
  const denied = useKeysDenial()
  const form = useProblemForm<Values>({
    initialValues: {
      name: '',
      role: choices.roles.at(-1) ?? '',
      sponsors: false,
      allCustomers: false,
      customers: [],
      scopes: [],
      days: String(choices.standardDays),
    },
    validate: {
      name: (value) => (value.trim() ? null : t('make.nameMissing')),
      scopes: (value) => (value.length > 0 ? null : t('make.scopesMissing')),
      customers: (value, values) =>
        values.role !== 'user' || values.allCustomers || value.length > 0 ? null : t('make.customersMissing'),
    },
    submit: ({ name, role, sponsors, allCustomers, customers, scopes, days }) => {
      const ofUser = role === 'user'
      const body = {
        name,
        role,
        scopes,
        expiresInDays: Number(days),
        ...(!ofVendor && {
          sponsors,
          allCustomers: ofUser && allCustomers,
          customers: ofUser ? customers.map(({ customerId }) => customerId) : [],
        }),
      }
      return make.mutateAsync({ params: all, body: body as never })
    },
  })
  return (
    <>
      <PageHeader title={make.data ? t('make.done') : t('make.title')} text={make.data ? undefined : t('make.text')} />
      <Box maw={720}>
        {make.data ? (
          <KeyShown made={make.data} name={form.values.name} />
        ) : (
          <Form
            form={form}
            submit={t('make.act')}
            guarded
            submitProps={denied ? { disabled: true } : {}}
            secondary={
              <LinkButton href={pages} variant="default">
                {t('ui:cancel')}
              </LinkButton>
            }
          >
            {denied && <DeniedText denied={denied} />}
            <KeyFields form={form} choices={choices} />
          </Form>
        )}
      </Box>
    </>
  )
}

function KeyFields({ form, choices }: { form: ProblemForm<Values>; choices: Choices }) {
  const { t } = useTranslation('keys')
  const { partnerId } = useKeysPlace()
  const { sponsoring, superAdmins } = useReader(partnerId)
  const { role, allCustomers, customers, scopes, days } = form.values
  const periods = [7, 30, 90, 180, choices.maxDays]
  return (
    <>
      <TextInput
        label={t('field.name')}
        description={t('make.nameText')}
        required
        maxLength={100}
        {...form.field('name')}
      />
      <Select
        label={t('field.role')}
        description={t(tk('roleText.', role))}
        data={choices.roles.map((value) => ({ value, label: t(tk('role.', value)) }))}
        {...form.field('role')}
      />
      {superAdmins && <DeniedText denied={superAdmins} />}
      {role === 'user' && (
        <CustomersChoice
          partnerId={partnerId}
          all={allCustomers}
          chosen={customers}
          onChange={(given) => form.setValues(given)}
          error={form.errors.customers as string | undefined}
        />
      )}
      {partnerId !== '' && (
        <div>
          <Checkbox
            label={t('field.sponsors')}
            description={t('make.sponsorsText')}
            disabled={!choices.sponsors}
            {...form.field('sponsors', { type: 'checkbox' })}
          />
          {sponsoring && <DeniedText denied={sponsoring} />}
        </div>
      )}
      <ScopeChoice
        known={choices.scopes}
        value={scopes}
        onChange={(value) => form.setFieldValue('scopes', value)}
        error={form.errors.scopes as string | undefined}
      />
      <Select
        label={t('field.expires')}
        description={t('make.expiresText')}
        maw={240}
        data={periods.map((value) => ({ value: String(value), label: t('days', { count: value }) }))}
        value={days}
        onChange={(value) => value && form.setFieldValue('days', value)}
      />
    </>
  )
}
