import { Box, Fieldset, Group, Select, Stack, Textarea, TextInput } from '@mantine/core'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, take } from '../api/client.ts'
import { useRead, useWrite } from '../api/hooks.ts'
import { useVendor } from '../api/me.ts'
import type { components } from '../api/schema.ts'
import { ActButton } from '../ui/ActButton.tsx'
import { Form } from '../ui/Form.tsx'
import { useFormat } from '../ui/format.ts'
import { LinkButton, linkTo, PageLink } from '../ui/links.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { useProblemForm } from '../ui/use-problem-form.ts'
import { DeniedText } from '../ui/Why.tsx'
import { useAdministratorDenial } from '../vendor/may.ts'
import { ImpactDialog } from './ImpactDialog.tsx'
import { textIn } from './names.ts'

type Entitlement = components['schemas']['CatalogueEntitlement']

/** A new entitlement, or one with its texts in each language and the contract types that allow it. */
export default function EntitlementPage() {
  const { entitlementId } = useParams({ strict: false }) as { entitlementId?: string }
  return entitlementId ? <Existing entitlementId={entitlementId} /> : <EntitlementForm />
}

function Existing({ entitlementId }: { entitlementId: string }) {
  const row = useRead('/api/v1/vendor/entitlements/{entitlementId}', { params: { path: { entitlementId } } })
  if (row.error) return <ErrorState error={row.error} retry={() => void row.refetch()} />
  return row.data ? <EntitlementForm key={row.data.updatedAt} row={row.data} /> : <LoadingState />
}

function EntitlementForm({ row }: { row?: Entitlement }) {
  const { t, i18n } = useTranslation('entitlements')
  const navigate = useNavigate()
  const format = useFormat()
  const denied = useAdministratorDenial('manage_entitlements')
  const { languages } = useVendor()
  const create = useWrite('post', '/api/v1/vendor/entitlements', { ok: t('form.created'), quiet: true })
  const change = useWrite('patch', '/api/v1/vendor/entitlements/{entitlementId}', { ok: t('form.saved'), quiet: true })
  const needed = (value: string) => (value.trim() ? null : t('problems:field.required'))
  const perLanguage = Object.fromEntries(languages.map((code) => [code, needed]))
  const form = useProblemForm({
    initialValues: {
      entitlementId: row?.entitlementId ?? '',
      groupName: row?.groupName ?? ('support' as Entitlement['groupName']),
      names: Object.fromEntries(languages.map((code) => [code, row?.names[code] ?? ''])),
      descriptions: Object.fromEntries(languages.map((code) => [code, row?.descriptions[code] ?? ''])),
    },
    validate: {
      entitlementId: (value) => (/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/.test(value) ? null : t('form.idWrong')),
      names: perLanguage,
      descriptions: perLanguage,
    },
    submit: async ({ entitlementId, groupName, names, descriptions }) => {
      const body = {
        groupName,
        names: { ...row?.names, ...names },
        descriptions: { ...row?.descriptions, ...descriptions },
      }
      if (row) await change.mutateAsync({ params: { path: { entitlementId } }, body })
      else await create.mutateAsync({ body: { entitlementId, position: 1000, ...body } })
      form.resetDirty()
      setTimeout(() => void navigate(linkTo('/vendor/entitlements')))
    },
  })
  return (
    <>
      <PageHeader
        title={row ? textIn(row.names, i18n.resolvedLanguage ?? 'en') : t('form.new')}
        aside={
          row && (
            <StateBadge tone={row.state === 'active' ? 'good' : 'neutral'}>{t(tk('state.', row.state))}</StateBadge>
          )
        }
        text={row ? <AllowedBy row={row} /> : t('form.text')}
        actions={row && <RetireAct row={row} />}
      />
      <Box maw={560}>
        <Form
          form={form}
          submit={row ? t('form.save') : t('form.create')}
          guarded
          submitProps={denied ? { disabled: true } : {}}
          secondary={
            <LinkButton href="/vendor/entitlements" variant="default">
              {t('ui:cancel')}
            </LinkButton>
          }
        >
          {denied && <DeniedText denied={denied} />}
          <TextInput
            label={t('form.id')}
            description={t('form.idText')}
            required
            readOnly={row !== undefined}
            maxLength={100}
            placeholder="software.download"
            {...form.field('entitlementId')}
          />
          <Select
            label={t('form.group')}
            required
            data={[
              { value: 'support', label: t('group.support') },
              { value: 'commerce', label: t('group.commerce') },
            ]}
            {...form.field('groupName')}
          />
          {languages.map((code) => (
            <Fieldset key={code} legend={format.languageName(code)}>
              <Stack gap="sm">
                <TextInput
                  label={t('form.name')}
                  required
                  maxLength={100}
                  lang={code}
                  {...form.field(`names.${code}`)}
                />
                <Textarea
                  label={t('form.description')}
                  required
                  autosize
                  minRows={2}
                  maxLength={1000}
                  lang={code}
                  {...form.field(`descriptions.${code}`)}
                />
              </Stack>
            </Fieldset>
          ))}
        </Form>
      </Box>
    </>
  )
}

function AllowedBy({ row }: { row: Entitlement }) {
  const { t } = useTranslation('entitlements')
  if (row.contractTypes.length === 0) return <>{t('form.noContractType')}</>
  return (
    <Group gap="xs">
      {t('form.contractTypes')}:
      {row.contractTypes.map(({ contractTypeId, name }) => (
        <PageLink key={contractTypeId} href={`/vendor/contract-types/${contractTypeId}`} size="sm">
          {name}
        </PageLink>
      ))}
    </Group>
  )
}

function RetireAct({ row }: { row: Entitlement }) {
  const { t, i18n } = useTranslation('entitlements')
  const denied = useAdministratorDenial('manage_entitlements')
  const [asking, setAsking] = useState(false)
  const state = row.state === 'active' ? 'retired' : 'active'
  const params = { path: { entitlementId: row.entitlementId } }
  const act = useWrite('post', '/api/v1/vendor/entitlements/{entitlementId}/state', {
    ok: t('form.saved'),
    quiet: true,
  })
  return (
    <>
      <ActButton variant="default" denied={denied} onClick={() => setAsking(true)}>
        {t(tk('retire.to_', state))}
      </ActButton>
      <ImpactDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t(tk('retire.ask_', state), { name: textIn(row.names, i18n.resolvedLanguage ?? 'en') })}
        text={state === 'retired' ? t('retire.text') : undefined}
        confirm={t(tk('retire.confirm_', state))}
        danger={state === 'retired'}
        preview={() =>
          take(api.POST('/api/v1/vendor/entitlements/{entitlementId}/preview', { params, body: { state } }))
        }
        act={(reason) => act.mutateAsync({ params, body: { state, reason } })}
      />
    </>
  )
}
