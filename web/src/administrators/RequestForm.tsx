import { Checkbox, Fieldset, Select, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../api/hooks.ts'
import { useVendor } from '../api/me.ts'
import { countries } from '../ui/countries.ts'
import { Form } from '../ui/Form.tsx'
import { useFormat } from '../ui/format.ts'
import { useProblemForm } from '../ui/use-problem-form.ts'
import { NumbersField } from './NumbersField.tsx'
import type { OwnRequest } from './request.ts'

type Props = { earlier: OwnRequest | undefined; done: () => void }

/** The form of R3; a declined request's details are there to be corrected. */
export function RequestForm({ earlier, done }: Props) {
  const { t } = useTranslation('administrators')
  const format = useFormat()
  const vendor = useVendor()
  const submit = useWrite('post', '/api/v1/administrator-requests', { ok: t('form.sent'), quiet: true })
  const form = useProblemForm({
    initialValues: {
      jobTitle: earlier?.jobTitle ?? '',
      phone: earlier?.phone ?? '',
      company: {
        name: earlier?.company.name ?? '',
        street: earlier?.company.street ?? '',
        city: earlier?.company.city ?? '',
        postalCode: earlier?.company.postalCode ?? '',
        country: earlier?.company.country ?? '',
        website: earlier?.company.website ?? '',
      },
      contractNumbers: earlier?.contractNumbers.join('\n') ?? '',
      ownBrandStatement: false,
    },
    validate: {
      jobTitle: (value) => (value.trim() ? null : t('form.missing')),
      phone: (value) => (value.trim().length >= 3 ? null : t(value.trim() ? 'form.phoneWrong' : 'form.missing')),
      company: {
        name: (value) => (value.trim() ? null : t('form.missing')),
        country: (value) => (value ? null : t('form.missing')),
      },
      contractNumbers: (value) => (value.trim() ? null : t('form.missing')),
      ownBrandStatement: (value) => (value ? null : t('form.statementMissing')),
    },
    submit: async (values) => {
      await submit.mutateAsync({ body: { ...values, ownBrandStatement: true } })
      form.resetDirty(values)
      done()
    },
  })
  const named = countries
    .map((value) => ({ value, label: format.country(value) }))
    .sort((a, b) => a.label.localeCompare(b.label))
  return (
    <Form form={form} submit={t('form.submit')} guarded>
      <Fieldset legend={t('form.you')}>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <TextInput label={t('form.jobTitle')} required maxLength={200} {...form.field('jobTitle')} />
          <TextInput label={t('form.phone')} type="tel" required maxLength={50} {...form.field('phone')} />
        </SimpleGrid>
      </Fieldset>
      <Fieldset legend={t('form.company')}>
        <Stack gap="sm">
          <TextInput label={t('form.companyName')} required maxLength={200} {...form.field('company.name')} />
          <TextInput label={t('form.street')} maxLength={300} {...form.field('company.street')} />
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
            <TextInput label={t('form.postalCode')} maxLength={20} {...form.field('company.postalCode')} />
            <TextInput label={t('form.city')} maxLength={100} {...form.field('company.city')} />
            <Select label={t('form.country')} data={named} searchable required {...form.field('company.country')} />
            <TextInput label={t('form.website')} maxLength={300} {...form.field('company.website')} />
          </SimpleGrid>
        </Stack>
      </Fieldset>
      <Fieldset legend={t('form.contracts')}>
        <NumbersField text={form.getValues().contractNumbers} input={form.field('contractNumbers')} />
      </Fieldset>
      <Checkbox
        label={t('form.statement')}
        description={t('form.statementText', { vendor: vendor.name })}
        {...form.field('ownBrandStatement', { type: 'checkbox' })}
      />
    </Form>
  )
}
