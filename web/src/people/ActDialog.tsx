import { List, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useTextIn } from '../access/chain-text.ts'
import { api, take } from '../api/client.ts'
import { useWrite } from '../api/hooks.ts'
import type { Impact } from '../ui/ImpactItems.tsx'
import { tk } from '../ui/message-key.ts'
import { notify } from '../ui/notify.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { actOf, type PersonAct, type PersonOutcome } from './person.ts'

type Props = {
  partnerId: string
  act: PersonAct | null
  registrationIds: string[]
  onClose: () => void
  onDone: () => void
}

const endsAccess = new Set<PersonAct>(['refuse', 'disable', 'left'])

/** Shows whom an act concerns, whom it cannot concern and why, and what stops; then does it with a reason. */
export function ActDialog({ partnerId, act, registrationIds, onClose, onDone }: Props) {
  const { t } = useTranslation('people')
  const preview = usePreview(partnerId, act, registrationIds)
  const perform = useAct(partnerId)
  const impact = useImpact(preview.data)
  const kind = act ?? 'verify'
  const done = preview.data?.done ?? 0
  return (
    <ReasonDialog
      opened={act !== null}
      onClose={onClose}
      title={t(tk('dialog.title.', kind), { count: done })}
      text={
        <>
          {t(tk('dialog.text.', kind))}
          {preview.data && <Refused items={preview.data.items} />}
        </>
      }
      {...(endsAccess.has(kind) && { impact })}
      counting={preview.isPending}
      confirm={t(tk('act.', kind))}
      danger={endsAccess.has(kind)}
      reasons={endsAccess.has(kind) ? [t('reason.left'), t('reason.unknown'), t('reason.asked')] : []}
      asksReason={endsAccess.has(kind)}
      act={async (reason) => {
        const answer = await perform(kind, registrationIds, reason)
        notify.ok(t(tk('dialog.done.', kind), { count: answer.done }))
        onDone()
      }}
    />
  )
}

type Preview = {
  items: PersonOutcome[]
  done: number
  stops: { entitlementId: string; names: Record<string, string>; people: number }[]
}

function usePreview(partnerId: string, act: PersonAct | null, registrationIds: string[]) {
  return useQuery<Preview>({
    queryKey: ['people preview', partnerId, act, registrationIds],
    enabled: act !== null && registrationIds.length > 0,
    gcTime: 0,
    queryFn: () =>
      take(
        api.POST('/api/v1/partners/{partnerId}/people/preview', {
          params: { path: { partnerId } },
          body: { act: actOf[act ?? 'verify'], registrationIds },
        }),
      ) as Promise<Preview>,
  })
}

function useAct(partnerId: string) {
  const options = { quiet: true }
  const verify = useWrite('post', '/api/v1/partners/{partnerId}/people/verify', options)
  const disable = useWrite('post', '/api/v1/partners/{partnerId}/people/disable', options)
  const enable = useWrite('post', '/api/v1/partners/{partnerId}/people/enable', options)
  const attest = useWrite('post', '/api/v1/partners/{partnerId}/attestations/confirm', options)
  const left = useWrite('post', '/api/v1/partners/{partnerId}/attestations/left', options)
  const by = { verify, refuse: disable, disable, enable, attest, left }
  return (act: PersonAct, registrationIds: string[], reason: string) =>
    by[act].mutateAsync({ params: { path: { partnerId } }, body: { registrationIds, reason } })
}

function useImpact(preview: Preview | undefined): Impact[] | undefined {
  const { t } = useTranslation('people')
  const textIn = useTextIn()
  if (!preview) return undefined
  const people = preview.items.filter(({ ok }) => ok)
  return [
    {
      label: t('impact.people', { count: people.length }),
      count: people.length,
      names: people.slice(0, 5).map(({ name, customerName }) => `${name} (${customerName})`),
    },
    {
      label: t('impact.entitlements', { count: preview.stops.length }),
      count: preview.stops.length,
      names: preview.stops.map((one) => textIn(one.names, one.entitlementId)),
    },
  ]
}

function Refused({ items }: { items: PersonOutcome[] }) {
  const { t } = useTranslation('people')
  const refused = items.filter(({ ok }) => !ok)
  if (refused.length === 0) return null
  return (
    <>
      <Text size="sm" mt="xs" fw={500}>
        {t('dialog.refused', { count: refused.length })}
      </Text>
      <List size="sm">
        {refused.slice(0, 8).map((one) => (
          <List.Item key={one.registrationId}>
            {one.name || t('dialog.unknown')}: {t(tk('refused.', one.refused ?? 'not_found'))}
          </List.Item>
        ))}
      </List>
    </>
  )
}
