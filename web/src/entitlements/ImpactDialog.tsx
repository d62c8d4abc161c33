import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ComponentProps, type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiProblem } from '../api/problem.ts'
import type { components } from '../api/schema.ts'
import { lastDay } from '../contracts/days.ts'
import { useFormat } from '../ui/format.ts'
import type { Impact as Stopped } from '../ui/ImpactItems.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { ErrorState } from '../ui/states.tsx'
import { useEntitlementNames } from './names.ts'

export type Impact = components['schemas']['Impact']

/** Of who loses one customer. */
const NAMES_OF_ONE = 3
const NAMES_OF_SERVICES = 5

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
        text || impact.error || impact.data?.begins || impact.data?.servicesBegin.customers ? (
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
      {impact && impact.servicesBegin.customers > 0 && (
        <Text span size="sm" display="block" mt="xs">
          <ServicesBegin {...impact.servicesBegin} />
        </Text>
      )}
    </>
  )
}

function ServicesBegin({ customers, names }: Impact['servicesBegin']) {
  const { t } = useTranslation('entitlements')
  const listed = names.slice(0, NAMES_OF_SERVICES)
  const more = customers - listed.length
  const said = listed.join(', ') + (more > 0 ? ` ${t('ui:impact.more', { count: more })}` : '')
  return t('impact.servicesBegin', { count: customers, names: said })
}

/** What a change stops, as the reason dialog lists it. */
export function useStopped(impact: Impact | undefined): Stopped[] | undefined {
  const { t } = useTranslation('entitlements')
  const format = useFormat()
  const nameOf = useEntitlementNames()
  const serviceStops = useServiceStops()
  if (!impact) return undefined
  const { people, names, sponsorshipCount, sponsorships, entitlements, endsEarlier } = impact
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
      label: endsEarlier
        ? t('impact.endsEarlier', { count: endsEarlier.people, at: format.date(lastDay(endsEarlier.at)) })
        : '',
      count: endsEarlier?.people ?? 0,
    },
    ...serviceStops(impact),
  ]
}

/** What becomes of the support service: customer by customer, with the partner's people who lose it, and collectors. */
export function useServiceStops(): (impact: Impact) => Stopped[] {
  const { t } = useTranslation('entitlements')
  const format = useFormat()
  const until = (end: string) => format.date(lastDay(end))
  const line = ({ customerName, closesAt, memberCount, members }: Impact['services'][number]) => {
    const becomes = closesAt ? t('impact.readOnly', { at: until(closesAt) }) : t('impact.closed')
    if (memberCount === 0) return `${customerName}: ${becomes}`
    const said = t('impact.service', { count: memberCount, customer: customerName, becomes })
    const more = memberCount - Math.min(members.length, NAMES_OF_ONE)
    const names = members.slice(0, NAMES_OF_ONE).join(', ')
    return names ? `${said}: ${names}${more > 0 ? ` ${t('ui:impact.more', { count: more })}` : ''}` : said
  }
  return ({ serviceCount, services, memberCount, members, collectorCount, collectors, ...impact }) => {
    const { servicesEarlier, readingEarlier } = impact
    const count = servicesEarlier?.customers ?? 0
    const reading = readingEarlier?.customers ?? 0
    return [
      { label: t('impact.services', { count: serviceCount }), count: serviceCount, lines: services.map(line) },
      { label: t('impact.members', { count: memberCount }), count: memberCount, names: members },
      { label: t('impact.collectors', { count: collectorCount }), count: collectorCount, names: collectors },
      { label: servicesEarlier ? t('impact.servicesEarlier', { count, at: until(servicesEarlier.at) }) : '', count },
      {
        label: t('impact.readingEarlier', { count: reading }),
        count: reading,
        lines: (readingEarlier?.services ?? []).map(
          (one) => `${one.customerName}: ${t('impact.readOnly', { at: until(one.closesAt) })}`,
        ),
      },
    ]
  }
}

/** Whether anybody would notice; if not, a change needs no question. */
export function stopsAnything(impact: Impact): boolean {
  return (
    impact.people > 0 ||
    impact.sponsorshipCount > 0 ||
    impact.serviceCount > 0 ||
    impact.collectorCount > 0 ||
    impact.endsEarlier !== null ||
    impact.servicesEarlier !== null ||
    impact.readingEarlier !== null
  )
}
