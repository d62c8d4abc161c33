import { ColorInput, Fieldset, Grid, MultiSelect, NumberInput, Select, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, take } from '../api/client.ts'
import { useRead, useWrite } from '../api/hooks.ts'
import type { components } from '../api/schema.ts'
import { Form } from '../ui/Form.tsx'
import { useFormat } from '../ui/format.ts'
import { LinkButton } from '../ui/links.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { type ProblemForm, useProblemForm } from '../ui/use-problem-form.ts'
import { DeniedText } from '../ui/Why.tsx'
import { LogoField } from './LogoField.tsx'
import { useAdministratorDenial } from './may.ts'
import { SettingsPreview } from './SettingsPreview.tsx'

type Settings = components['schemas']['VendorSettings']
type Values = Omit<Settings, 'hasLogo' | 'updatedAt' | 'availableLanguages' | 'helpPhone'> & { helpPhone: string }

/** The limits are those of the API, so that who goes beyond one is told which it is. */
const intervals = [
  { name: 'confirmationHours', min: 1, max: 336 },
  { name: 'unconfirmedDays', min: 1, max: 90 },
  { name: 'attestationDays', min: 1, max: 1825 },
  { name: 'attestationWarningDays', min: 0, max: 365 },
  { name: 'attestationGraceDays', min: 0, max: 365 },
  { name: 'serviceGraceDays', min: 0, max: 365 },
  { name: 'coverageExpiringDays', min: 1, max: 730 },
  { name: 'dailyUploads', min: 1, max: 1000 },
] as const

/** Name, logo, colour, help contact, languages and intervals, with what they will look like. */
export default function SettingsPage() {
  const settings = useRead('/api/v1/vendor/settings')
  if (settings.error) return <ErrorState error={settings.error} retry={() => void settings.refetch()} />
  return settings.data ? <SettingsForm settings={settings.data} /> : <LoadingState />
}

function SettingsForm({ settings }: { settings: Settings }) {
  const { t } = useTranslation('vendor')
  const format = useFormat()
  const denied = useAdministratorDenial('change_settings')
  const [asked, setAsked] = useState<{ values: Values; suspended: number; closed: number } | null>(null)
  const change = useWrite('patch', '/api/v1/vendor/settings', { ok: t('settings.saved'), quiet: true })
  const { hasLogo: _, updatedAt: __, availableLanguages, ...initial } = settings
  const save = async (values: Values) => {
    await change.mutateAsync({ body: bodyOf(values) })
    form.resetDirty(values)
  }
  // An emptied number is an empty text.
  const between = (min: number, max: number) => (value: number | '') =>
    value !== '' && value >= min && value <= max
      ? null
      : t('settings.between', { min: format.number(min), max: format.number(max) })
  const form = useProblemForm<Values>({
    initialValues: { ...initial, helpPhone: settings.helpPhone ?? '' },
    validate: {
      name: (value) => (value.trim() ? null : t('setup.vendorNameMissing')),
      helpEmail: (value) => (/.@./.test(value) ? null : t('person.emailWrong')),
      languages: (value) => (value.length > 0 ? null : t('settings.languageMissing')),
      ...Object.fromEntries(intervals.map(({ name, min, max }) => [name, between(min, max)])),
    },
    submit: async (values) => {
      const stops = await take(api.POST('/api/v1/vendor/settings/preview', { body: bodyOf(values) }))
      if (stops.suspended > 0 || stops.closed > 0) setAsked({ values, ...stops })
      else await save(values)
    },
  })
  return (
    <>
      <PageHeader
        title={t('settings.title')}
        text={t('settings.text')}
        actions={
          <LinkButton variant="default" href="/vendor/settings/signing-keys">
            {t('settings.signingKeys')}
          </LinkButton>
        }
      />
      <Grid gap="xl">
        <Grid.Col span={{ base: 12, md: 7 }}>
          {denied && <DeniedText denied={denied} />}
          <Form form={form} submit={t('settings.save')} guarded submitProps={denied ? { disabled: true } : {}}>
            <Identity form={form} />
            <Languages form={form} available={availableLanguages} />
            <Intervals form={form} />
          </Form>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Stack gap="lg">
            <SettingsPreview {...form.values} hasLogo={settings.hasLogo} />
            <LogoField hasLogo={settings.hasLogo} />
          </Stack>
        </Grid.Col>
      </Grid>
      <ReasonDialog
        opened={asked !== null}
        onClose={() => setAsked(null)}
        title={t('settings.suspendsTitle')}
        impact={
          asked
            ? [
                { label: t('settings.suspended', { count: asked.suspended }), count: asked.suspended },
                { label: t('settings.closed', { count: asked.closed }), count: asked.closed },
              ]
            : []
        }
        confirm={t('settings.save')}
        danger
        asksReason={false}
        act={async () => asked && save(asked.values)}
      />
    </>
  )
}

function bodyOf(values: Values) {
  return { ...values, helpPhone: values.helpPhone.trim() || null }
}

function Identity({ form }: { form: ProblemForm<Values> }) {
  const { t } = useTranslation('vendor')
  return (
    <Fieldset legend={t('settings.identity')}>
      <Stack gap="sm">
        <TextInput label={t('settings.name')} required maxLength={100} {...form.field('name')} />
        <ColorInput
          label={t('settings.colour')}
          description={t('settings.colourText')}
          format="hex"
          required
          {...form.field('colour')}
        />
        <TextInput
          label={t('settings.helpEmail')}
          description={t('settings.helpEmailText')}
          type="email"
          required
          {...form.field('helpEmail')}
        />
        <TextInput label={t('settings.helpPhone')} type="tel" maxLength={40} {...form.field('helpPhone')} />
      </Stack>
    </Fieldset>
  )
}

function Languages({ form, available }: { form: ProblemForm<Values>; available: string[] }) {
  const { t } = useTranslation('vendor')
  const format = useFormat()
  const named = (codes: string[]) => codes.map((value) => ({ value, label: format.languageName(value) }))
  return (
    <Fieldset legend={t('settings.languages')}>
      <Stack gap="sm">
        <MultiSelect
          label={t('settings.offered')}
          description={t('settings.offeredText')}
          data={named(available)}
          required
          {...form.field('languages')}
        />
        <Select
          label={t('settings.defaultLanguage')}
          description={t('settings.defaultLanguageText')}
          data={named(form.values.languages)}
          {...form.field('defaultLanguage')}
        />
      </Stack>
    </Fieldset>
  )
}

function Intervals({ form }: { form: ProblemForm<Values> }) {
  const { t } = useTranslation('vendor')
  return (
    <Fieldset legend={t('settings.intervals')}>
      <Stack gap="sm">
        {intervals.map(({ name, ...limits }) => (
          <NumberInput
            key={name}
            label={t(tk('settings.interval.', `${name}.label`))}
            description={t(tk('settings.interval.', `${name}.text`))}
            allowDecimal={false}
            allowNegative={false}
            clampBehavior="none"
            {...limits}
            {...form.field(name)}
          />
        ))}
      </Stack>
    </Fieldset>
  )
}
