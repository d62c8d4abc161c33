import { Box, Fieldset, Select, SimpleGrid, Stack, TagsInput, Text, Textarea, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useVendor } from '../api/me.ts'
import { countries } from '../ui/countries.ts'
import { DateField } from '../ui/DateField.tsx'
import { Form } from '../ui/Form.tsx'
import { useFormat } from '../ui/format.ts'
import { LanguageSelect } from '../ui/LanguageSelect.tsx'
import { LinkButton } from '../ui/links.tsx'
import type { ProblemForm } from '../ui/use-problem-form.ts'
import type { CustomerValues } from './customer-form.ts'

type Props = {
  form: ProblemForm<CustomerValues>
  submit: string
  back: string
  /** What sponsorships stand on is left to the sponsorship administrators. */
  recordOnly: boolean
}

/** The record of a customer: company, its people's addresses, and what R7 asks for. */
export function CustomerFields({ form, submit, back, recordOnly }: Props) {
  const { t } = useTranslation('customers')
  return (
    <Box maw={680}>
      <Form
        form={form}
        submit={submit}
        guarded
        secondary={
          <LinkButton href={back} variant="default">
            {t('ui:cancel')}
          </LinkButton>
        }
      >
        <Company form={form} />
        {recordOnly ? (
          <Text size="sm" c="dimmed">
            {t('form.sponsoringFacts')}
          </Text>
        ) : (
          <>
            <Identity form={form} />
            <Purchase form={form} />
          </>
        )}
      </Form>
    </Box>
  )
}

function Identity({ form }: Pick<Props, 'form'>) {
  const { t } = useTranslation('customers')
  return (
    <Fieldset legend={t('form.identity')}>
      <TagsInput
        label={t('form.domains')}
        description={t('form.domainsText')}
        placeholder="example.com"
        splitChars={[',', ' ', ';']}
        acceptValueOnBlur
        {...form.field('domains')}
        error={Object.entries(form.errors).find(([path]) => path.startsWith('domains'))?.[1]}
      />
    </Fieldset>
  )
}

function Company({ form }: Pick<Props, 'form'>) {
  const { t } = useTranslation('customers')
  const format = useFormat()
  const { languages } = useVendor()
  const named = countries
    .map((value) => ({ value, label: format.country(value) }))
    .sort((a, b) => a.label.localeCompare(b.label))
  return (
    <Fieldset legend={t('form.company')}>
      <Stack gap="sm">
        <TextInput label={t('form.name')} required maxLength={200} {...form.field('name')} />
        <TextInput label={t('form.street')} maxLength={300} {...form.field('street')} />
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <TextInput label={t('form.postalCode')} maxLength={20} {...form.field('postalCode')} />
          <TextInput label={t('form.city')} maxLength={100} {...form.field('city')} />
          <TextInput label={t('form.region')} maxLength={100} {...form.field('region')} />
          <Select label={t('form.country')} data={named} searchable clearable {...form.field('country')} />
          <TextInput label={t('form.contactName')} maxLength={200} {...form.field('contactName')} />
          <TextInput label={t('form.contactEmail')} type="email" maxLength={254} {...form.field('contactEmail')} />
          <LanguageSelect
            label={t('form.language')}
            description={t('form.languageText')}
            languages={languages}
            {...form.field('language')}
          />
        </SimpleGrid>
      </Stack>
    </Fieldset>
  )
}

function Purchase({ form }: Pick<Props, 'form'>) {
  const { t } = useTranslation('customers')
  return (
    <Fieldset legend={t('form.purchaseLegend')}>
      <Stack gap="sm">
        <Textarea
          label={t('form.purchase')}
          description={t('form.purchaseText')}
          autosize
          minRows={2}
          maxLength={2000}
          {...form.field('purchase')}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <DateField label={t('form.purchasedOn')} {...form.field('purchasedOn')} />
          <TextInput label={t('form.supportNumber')} maxLength={100} {...form.field('supportContractNumber')} />
          <DateField label={t('form.supportStarts')} {...form.field('supportStartsAt')} />
          <DateField label={t('form.supportEnds')} {...form.field('supportEndsAt')} />
        </SimpleGrid>
      </Stack>
    </Fieldset>
  )
}
