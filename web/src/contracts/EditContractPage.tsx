import { Box } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, take } from '../api/client.ts'
import { useRead, useWrite } from '../api/hooks.ts'
import { usePathParam } from '../app/place.ts'
import { type Impact, stopsAnything, useStopped } from '../entitlements/ImpactDialog.tsx'
import { Form } from '../ui/Form.tsx'
import { LinkButton, linkTo } from '../ui/links.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { useProblemForm } from '../ui/use-problem-form.ts'
import { useAgentDenial } from '../vendor/may.ts'
import { ContractFields, type ContractValues, contractBody, useContractValidation } from './ContractFields.tsx'
import { type Contract, contractHref } from './contract.ts'
import { dayOf, endOfDay, lastDay, startOfDay } from './days.ts'

export default function EditContractPage() {
  const path = { partnerId: usePathParam('partnerId'), contractId: usePathParam('contractId') }
  const contract = useRead('/api/v1/vendor/partners/{partnerId}/contracts/{contractId}', { params: { path } })
  if (contract.error) return <ErrorState error={contract.error} retry={() => void contract.refetch()} />
  return contract.data ? <EditContract contract={contract.data} /> : <LoadingState />
}

/** Saving asks first when anybody would lose something or the contract ends at once, and then wants the reason. */
function EditContract({ contract }: { contract: Contract }) {
  const { t } = useTranslation('contracts')
  const navigate = useNavigate()
  const denied = useAgentDenial('manage_contracts')
  const params = { path: { partnerId: contract.partnerId, contractId: contract.contractId } }
  const [asked, setAsked] = useState<{ values: ContractValues; impact: Impact } | null>(null)
  const stopped = useStopped(asked?.impact)
  const change = useWrite('patch', '/api/v1/vendor/partners/{partnerId}/contracts/{contractId}', {
    ok: t('form.saved'),
    quiet: true,
  })
  const save = async (values: ContractValues, reason?: string) => {
    await change.mutateAsync({ params, body: { ...changesOf(contract, values), ...(reason && { reason }) } })
    form.resetDirty(values)
    setTimeout(() => void navigate(linkTo(contractHref(contract))))
  }
  const form = useProblemForm<ContractValues>({
    initialValues: {
      number: contract.number,
      partnerId: contract.partnerId,
      contractTypeId: contract.contractTypeId,
      customerId: contract.customerId,
      startsAt: dayOf(contract.startsAt),
      endsAt: lastDay(contract.endsAt),
      note: contract.note,
    },
    validate: useContractValidation(),
    submit: async (values) => {
      const body = changesOf(contract, values)
      const impact = await take(
        api.POST('/api/v1/vendor/partners/{partnerId}/contracts/{contractId}/preview', { params, body }),
      )
      if (stopsAnything(impact) || endsAtOnce(contract, body)) setAsked({ values, impact })
      else await save(values)
    },
  })
  const customer = contract.customerId
    ? { value: contract.customerId, label: contract.customerName ?? contract.customerId }
    : undefined
  return (
    <>
      <PageHeader title={t('form.edit')} text={`${contract.number} · ${contract.partnerName}`} />
      <Box maw={560}>
        <Form
          form={form}
          submit={t('form.save')}
          guarded
          denied={denied}
          secondary={
            <LinkButton href={contractHref(contract)} variant="default">
              {t('ui:cancel')}
            </LinkButton>
          }
        >
          <ContractFields form={form} known={{ customer }} />
        </Form>
      </Box>
      <ReasonDialog
        opened={asked !== null}
        onClose={() => setAsked(null)}
        title={t('form.changeTitle')}
        confirm={t('form.save')}
        danger
        {...(asked && endsAtOnce(contract, changesOf(contract, asked.values)) && { text: t('form.endsAtOnce') })}
        impact={stopped}
        act={async (reason) => asked && save(asked.values, reason)}
      />
    </>
  )
}

/** Dates that give something now, or will, put so that nothing is given from this moment on; then the server wants a reason. */
function endsAtOnce({ startsAt, endsAt }: Contract, change: { startsAt?: string; endsAt?: string }): boolean {
  const now = Date.now()
  const gives = (from: string, to: string) => Date.parse(from) <= now && Date.parse(to) > now
  const over = Date.parse(endsAt) > now && Date.parse(change.endsAt ?? endsAt) <= now
  return over || (gives(startsAt, endsAt) && Date.parse(change.startsAt ?? startsAt) > now)
}

/** Only what was changed: a day that was not touched keeps its exact moment. */
function changesOf(contract: Contract, values: ContractValues) {
  const body = contractBody(values)
  return {
    ...(body.number !== contract.number && { number: body.number }),
    ...(body.contractTypeId !== contract.contractTypeId && { contractTypeId: body.contractTypeId }),
    ...(body.customerId !== contract.customerId && { customerId: body.customerId }),
    ...(values.startsAt !== dayOf(contract.startsAt) && { startsAt: startOfDay(values.startsAt) }),
    ...(values.endsAt !== lastDay(contract.endsAt) && { endsAt: endOfDay(values.endsAt) }),
    ...(body.note !== contract.note && { note: body.note }),
  }
}
