import { Alert, Stack } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import type { components } from '../api/schema.ts'
import { useReader } from '../customers/reader.ts'
import { useDeniedHere } from '../ui/denied-here.ts'
import { tk } from '../ui/message-key.ts'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { DeniedText } from '../ui/Why.tsx'
import { AllChoice } from './AllChoice.tsx'
import { CustomerChoices } from './CustomerChoices.tsx'
import { PendingBar } from './PendingBar.tsx'
import { nothingPending, withAll, withCells } from './pending.ts'

export type PersonShown = components['schemas']['PersonAssociations']

/** Some customers or all, each perhaps until a day; changes are collected, previewed, applied at once. */
export function PersonAssociations({ partnerId, accountId }: { partnerId: string; accountId: string }) {
  const { t } = useTranslation('associations')
  const managing = useReader(partnerId).managing('manage_associations')
  const denied = useDeniedHere() ?? managing
  const person = useRead('/api/v1/partners/{partnerId}/associations/people/{accountId}', {
    params: { path: { partnerId, accountId } },
  })
  const [pending, setPending] = useState(nothingPending)
  if (person.error) return <ErrorState error={person.error} retry={() => void person.refetch()} />
  if (!person.data) return <LoadingState />
  const { role, state, all } = person.data
  if (role !== 'user') return <Alert variant="light">{t('person.byRole', { role: t(tk('role.', role)) })}</Alert>
  const wish = pending.all.get(accountId)
  const every = wish ? wish.on : all !== null && !all.ended
  return (
    <Stack gap="lg">
      {state === 'suspended' && (
        <Alert color="orange" variant="light">
          {t('person.suspended')}
        </Alert>
      )}
      {denied && <DeniedText denied={denied} />}
      <AllChoice
        all={all}
        wish={wish}
        denied={denied}
        choose={(next) => setPending(withAll(pending, accountId, next))}
      />
      <CustomerChoices
        partnerId={partnerId}
        person={person.data}
        every={every}
        wishes={pending.cells.get(accountId)}
        denied={denied}
        choose={(customerId, next) => setPending(withCells(pending, [{ accountId, customerId, wish: next }]))}
      />
      <PendingBar partnerId={partnerId} pending={pending} clear={() => setPending(nothingPending)} />
    </Stack>
  )
}
