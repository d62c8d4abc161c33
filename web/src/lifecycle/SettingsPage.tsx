import { Checkbox, NumberInput, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../api/hooks.ts'
import type { components } from '../api/schema.ts'
import { Form } from '../ui/Form.tsx'
import { PageLink } from '../ui/links.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { useProblemForm } from '../ui/use-problem-form.ts'
import { DeniedText } from '../ui/Why.tsx'
import { useAdministratorDenial } from '../vendor/may.ts'

type Settings = components['schemas']['LifecycleSettings']

const hardware: Settings['hardwareMilestones'] = [
  'announcement',
  'end_of_sale',
  'end_of_service_attach',
  'end_of_failure_analysis',
  'end_of_sw_maintenance',
  'end_of_security_support',
  'end_of_contract_renewal',
  'last_support',
]
const software: Settings['softwareMilestones'] = [
  'announcement',
  'end_of_sale',
  'end_of_active_support',
  'end_of_sw_maintenance',
  'end_of_security_support',
  'end_of_extended_support',
  'last_support',
]

/** Which milestones are alerted at every partner, and how many days ahead. */
export default function SettingsPage() {
  const settings = useRead('/api/v1/vendor/lifecycle-settings')
  if (settings.error) return <ErrorState error={settings.error} retry={() => void settings.refetch()} />
  return settings.data ? <SettingsForm settings={settings.data} /> : <LoadingState />
}

function SettingsForm({ settings }: { settings: Settings }) {
  const { t } = useTranslation('lifecycle')
  const denied = useAdministratorDenial('change_settings')
  const change = useWrite('put', '/api/v1/vendor/lifecycle-settings', { ok: t('settings.saved'), quiet: true })
  const form = useProblemForm<Settings>({
    initialValues: settings,
    submit: async (values) => {
      await change.mutateAsync({ body: values })
      form.resetDirty(values)
    },
  })
  const choice = (name: 'hardwareMilestones' | 'softwareMilestones', values: string[]) => (
    <Checkbox.Group label={t(tk('settings.', name))} {...form.field(name)}>
      <Stack gap={6} mt="xs">
        {values.map((value) => (
          <Checkbox key={value} value={value} label={t(tk('alerts:milestone.', value))} />
        ))}
      </Stack>
    </Checkbox.Group>
  )
  return (
    <>
      <PageHeader
        title={t('settings.title')}
        text={
          <>
            <PageLink size="sm" href="/vendor/lifecycle">
              {t('list.title')}
            </PageLink>
            {' · '}
            {t('settings.text')}
          </>
        }
      />
      {denied && <DeniedText denied={denied} />}
      <Form form={form} submit={t('settings.save')} guarded submitProps={denied ? { disabled: true } : {}}>
        <NumberInput
          label={t('settings.days')}
          description={t('settings.daysText')}
          min={0}
          max={1095}
          allowDecimal={false}
          allowNegative={false}
          clampBehavior="none"
          maw={320}
          {...form.field('milestoneDays')}
        />
        {choice('hardwareMilestones', hardware)}
        {choice('softwareMilestones', software)}
      </Form>
    </>
  )
}
