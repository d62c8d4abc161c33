import { Box, Checkbox, Group, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, take } from '../api/client.ts'
import { useRead, useWrite } from '../api/hooks.ts'
import { type Impact, ImpactDialog, stopsAnything, useStopped } from '../entitlements/ImpactDialog.tsx'
import { textIn } from '../entitlements/names.ts'
import { ActButton } from '../ui/ActButton.tsx'
import { Form } from '../ui/Form.tsx'
import { LinkButton, linkTo, PageLink } from '../ui/links.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { type ProblemForm, useProblemForm } from '../ui/use-problem-form.ts'
import { DeniedText } from '../ui/Why.tsx'
import { useAdministratorDenial } from '../vendor/may.ts'
import type { ContractType } from './contract.ts'

type Values = {
  name: string
  description: string
  qualifiesSponsoring: boolean
  qualifiesSupportService: boolean
  entitlements: string[]
}

/** A new contract type, or one with everything that can be changed about it. */
export default function ContractTypePage() {
  const { contractTypeId } = useParams({ strict: false }) as { contractTypeId?: string }
  return contractTypeId ? <ExistingType contractTypeId={contractTypeId} /> : <TypeForm />
}

function ExistingType({ contractTypeId }: { contractTypeId: string }) {
  const type = useRead('/api/v1/vendor/contract-types/{contractTypeId}', { params: { path: { contractTypeId } } })
  if (type.error) return <ErrorState error={type.error} retry={() => void type.refetch()} />
  return type.data ? <TypeForm key={type.data.updatedAt} type={type.data} /> : <LoadingState />
}

function TypeForm({ type }: { type?: ContractType }) {
  const { t } = useTranslation('contracts')
  const navigate = useNavigate()
  const denied = useAdministratorDenial('manage_contract_types')
  const [asked, setAsked] = useState<{ values: Values; impact: Impact } | null>(null)
  const stopped = useStopped(asked?.impact)
  const create = useWrite('post', '/api/v1/vendor/contract-types', { ok: t('types.created'), quiet: true })
  const change = useWrite('patch', '/api/v1/vendor/contract-types/{contractTypeId}', {
    ok: t('types.saved'),
    quiet: true,
  })
  const params = { path: { contractTypeId: type?.contractTypeId ?? '' } }
  const save = async (values: Values, reason?: string) => {
    if (type) await change.mutateAsync({ params, body: { ...values, ...(reason && { reason }) } })
    else await create.mutateAsync({ body: values })
    form.resetDirty(values)
    setTimeout(() => void navigate(linkTo('/vendor/contract-types')))
  }
  const form = useProblemForm<Values>({
    initialValues: {
      name: type?.name ?? '',
      description: type?.description ?? '',
      qualifiesSponsoring: type?.qualifiesSponsoring ?? false,
      qualifiesSupportService: type?.qualifiesSupportService ?? false,
      entitlements: type?.entitlements ?? [],
    },
    validate: { name: (value) => (value.trim() ? null : t('types.nameMissing')) },
    submit: async (values) => {
      if (!type) return save(values)
      const impact = await take(
        api.POST('/api/v1/vendor/contract-types/{contractTypeId}/preview', { params, body: values }),
      )
      if (stopsAnything(impact)) setAsked({ values, impact })
      else await save(values)
    },
  })
  return (
    <>
      <PageHeader
        title={type?.name ?? t('types.new')}
        aside={
          type && (
            <StateBadge tone={type.state === 'active' ? 'good' : 'neutral'}>
              {t(tk('types.state_', type.state))}
            </StateBadge>
          )
        }
        text={type ? <ContractsOf type={type} /> : t('types.text')}
        actions={type && <RetireAct type={type} />}
      />
      <Box maw={560}>
        <Form
          form={form}
          submit={type ? t('form.save') : t('types.create')}
          guarded
          submitProps={denied ? { disabled: true } : {}}
          secondary={
            <LinkButton href="/vendor/contract-types" variant="default">
              {t('ui:cancel')}
            </LinkButton>
          }
        >
          {denied && <DeniedText denied={denied} />}
          <TypeFields form={form} />
        </Form>
      </Box>
      <ReasonDialog
        opened={asked !== null}
        onClose={() => setAsked(null)}
        title={t('types.changeTitle', { type: type?.name })}
        confirm={t('form.save')}
        danger
        impact={stopped}
        act={async (reason) => asked && save(asked.values, reason)}
      />
    </>
  )
}

function ContractsOf({ type }: { type: ContractType }) {
  const { t } = useTranslation('contracts')
  return (
    <PageLink href={`/vendor/contracts?contractTypeId=${type.contractTypeId}&state=in_force`} size="sm">
      {t('types.inForce', { count: type.contractsInForce })}
    </PageLink>
  )
}

function TypeFields({ form }: { form: ProblemForm<Values> }) {
  const { t, i18n } = useTranslation('contracts')
  const catalogue = useRead('/api/v1/vendor/entitlements')
  const language = i18n.resolvedLanguage ?? 'en'
  const groups = ['support', 'commerce'] as const
  return (
    <>
      <TextInput label={t('types.name')} required maxLength={100} {...form.field('name')} />
      <Textarea label={t('types.description')} autosize minRows={2} maxLength={1000} {...form.field('description')} />
      <Stack gap="xs">
        <Checkbox
          label={t('types.sponsoring')}
          description={t('types.sponsoringText')}
          {...form.field('qualifiesSponsoring', { type: 'checkbox' })}
        />
        <Checkbox
          label={t('types.supportService')}
          description={t('types.supportServiceText')}
          {...form.field('qualifiesSupportService', { type: 'checkbox' })}
        />
      </Stack>
      <Checkbox.Group
        label={t('types.entitlements')}
        description={t('types.entitlementsText')}
        {...form.field('entitlements')}
      >
        <Group align="flex-start" gap="xl" mt="xs">
          {groups.map((group) => (
            <Stack key={group} gap={6}>
              <Text size="sm" fw={500}>
                {t(tk('entitlements:group.', group))}
              </Text>
              {catalogue.data?.items
                .filter((row) => row.groupName === group)
                .filter((row) => row.state === 'active' || form.values.entitlements.includes(row.entitlementId))
                .map((row) => (
                  <Checkbox
                    key={row.entitlementId}
                    value={row.entitlementId}
                    label={textIn(row.names, language) || row.entitlementId}
                  />
                ))}
            </Stack>
          ))}
        </Group>
      </Checkbox.Group>
    </>
  )
}

function RetireAct({ type }: { type: ContractType }) {
  const { t } = useTranslation('contracts')
  const denied = useAdministratorDenial('manage_contract_types')
  const [asking, setAsking] = useState(false)
  const state = type.state === 'active' ? 'retired' : 'active'
  const params = { path: { contractTypeId: type.contractTypeId } }
  const act = useWrite('post', '/api/v1/vendor/contract-types/{contractTypeId}/state', {
    ok: t('types.saved'),
    quiet: true,
  })
  return (
    <>
      <ActButton variant="default" denied={denied} onClick={() => setAsking(true)}>
        {t(tk('types.to_', state))}
      </ActButton>
      <ImpactDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t(tk('types.ask_', state), { type: type.name })}
        text={state === 'retired' ? t('types.retireText') : undefined}
        confirm={t(tk('types.confirm_', state))}
        danger={state === 'retired'}
        preview={() =>
          take(api.POST('/api/v1/vendor/contract-types/{contractTypeId}/preview', { params, body: { state } }))
        }
        act={(reason) => act.mutateAsync({ params, body: { state, reason } })}
      />
    </>
  )
}
