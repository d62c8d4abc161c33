import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ComponentProps, type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiProblem } from '../api/problem.ts'
import type { components } from '../api/schema.ts'
import { lastDay } from '../contracts/days.ts'
import { useFormat } from '../ui/format.ts'
import { ReasonDialog, type Impact as Stopped } from '../ui/ReasonDialog.tsx'
import { ErrorState } from '../ui/states.tsx'
import { useEntitlementNames } from './names.ts'

export type Impact = components['schemas']['Impact']

type Props = Omit<ComponentProps<typeof ReasonDialog>, 'impact' | 'counting'> & {
  /** Asks the server what the act would stop; called when the dialog opens. */
  preview: () => Promise<Impact>
}

/** Before an act on contract, type, partner or catalogue: whom it would stop, by name and number, and the reason. */
export function ImpactDialog({ preview, opened, text, ...dialog }: Props) {
  const id = useId()
  const impact = useQuery<Impact, ApiProblem>({
    queryKey: ['impact', id],
    queryFn: preview,
    enabled: opened,
    gcTime: 0,
    staleTime: 0,
  })
  const stopped = useStopped(impact.data)
  return (
    <ReasonDialog
      {...dialog}
      opened={opened}
      text={
        text || impact.error || impact.data?.begins ? (
          <WithGains text={text} impact={impact.data} error={impact.error} />
        ) : undefined
      }
      impact={stopped}
      counting={impact.isFetching}
    />
  )
}

function WithGains({ text, impact, error }: { text: ReactNode; impact: Impact | undefined; error: ApiProblem | null }) {
  const { t } = useTranslation('entitlements')
  if (error) return <ErrorState error={error} />
  return (
    <>
      {text}
      {impact && impact.begins > 0 && (
        <Text span size="sm" display="block" mt={text ? 'xs' : 0}>
          {t('impact.begins', { count: impact.begins })}
        </Text>
      )}
    </>
  )
}

/** What a change stops, as the reason dialog lists it. */
export function useStopped(impact: Impact | undefined): Stopped[] | undefined {
  const { t } = useTranslation('entitlements')
  const format = useFormat()
  const nameOf = useEntitlementNames()
  if (!impact) return undefined
  const { people, names, sponsorshipCount, sponsorships, entitlements, endsEarlier } = impact
  const { serviceCount, services, memberCount, members, collectorCount, collectors, servicesEarlier } = impact
  return [
    { label: t('impact.people', { count: people }), count: people, names },
    {
      label: t('impact.sponsorships', { count: sponsorshipCount }),
      count: sponsorshipCount,
      names: sponsorships.map((row) => `${row.customerName} (${row.partnerName})`),
    },
    {
      label: t('impact.entitlements', { count: entitlements.length }),
      count: entitlements.length,
      names: entitlements.map((row) => nameOf(row.entitlementId)),
    },
    {
      label: t('impact.services', { count: serviceCount }),
      count: serviceCount,
      names: services.map(
        (row) =>
          `${row.customerName} (${row.closesAt ? t('impact.readOnly', { at: format.date(lastDay(row.closesAt)) }) : t('impact.closed')})`,
      ),
    },
    { label: t('impact.members', { count: memberCount }), count: memberCount, names: members },
    { label: t('impact.collectors', { count: collectorCount }), count: collectorCount, names: collectors },
    {
      label: endsEarlier
        ? t('impact.endsEarlier', { count: endsEarlier.people, at: format.date(lastDay(endsEarlier.at)) })
        : '',
      count: endsEarlier?.people ?? 0,
    },
    {
      label: servicesEarlier
        ? t('impact.servicesEarlier', {
            count: servicesEarlier.customers,
            at: format.date(lastDay(servicesEarlier.at)),
          })
        : '',
      count: servicesEarlier?.customers ?? 0,
    },
  ]
}

/** Whether anybody would notice; if not, a change needs no question. */
export function stopsAnything(impact: Impact): boolean {
  return (
    impact.people > 0 ||
    impact.sponsorshipCount > 0 ||
    impact.serviceCount > 0 ||
    impact.collectorCount > 0 ||
    impact.endsEarlier !== null ||
    impact.servicesEarlier !== null
  )
}
