import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, take } from '../api/client.ts'
import { useWrite } from '../api/hooks.ts'
import { ImpactDialog } from '../entitlements/ImpactDialog.tsx'
import { ActButton, ActLink } from '../ui/ActButton.tsx'
import { tk } from '../ui/message-key.ts'
import { useAgentDenial } from '../vendor/may.ts'
import { type Contract, contractHref } from './contract.ts'

type State = Contract['state']

/** Suspend, terminate, reactivate and edit; each shows first what it would stop. */
export function ContractActions({ contract }: { contract: Contract }) {
  const { t } = useTranslation('contracts')
  const denied = useAgentDenial('manage_contracts')
  const [asked, setAsked] = useState<State | null>(null)
  const [shown, setShown] = useState<State>('terminated')
  const params = { path: { partnerId: contract.partnerId, contractId: contract.contractId } }
  const path = '/api/v1/vendor/partners/{partnerId}/contracts/{contractId}'
  const act = useWrite('post', `${path}/state`, { ok: t(tk('act.done_', shown)), quiet: true })
  const ask = (state: State) => {
    setShown(state)
    setAsked(state)
  }
  const states = (['suspended', 'terminated', 'active'] as const).filter(
    (state) => state !== contract.state && !(contract.state === 'terminated' && state === 'suspended'),
  )
  return (
    <>
      {states.map((state) => (
        <ActButton key={state} variant="default" denied={denied} onClick={() => ask(state)}>
          {t(tk('act.', state))}
        </ActButton>
      ))}
      <ActLink denied={denied} href={`${contractHref(contract)}/edit`} variant="default">
        {t('form.edit')}
      </ActLink>
      <ImpactDialog
        opened={asked !== null}
        onClose={() => setAsked(null)}
        title={t(tk('act.title_', shown), { number: contract.number })}
        confirm={t(tk('act.confirm_', shown))}
        danger={shown !== 'active'}
        preview={() => take(api.POST(`${path}/preview`, { params, body: { state: shown } }))}
        act={(reason) => act.mutateAsync({ params, body: { state: shown, reason } })}
      />
    </>
  )
}
