import { Group, Text } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { personTones } from '../access/person-tones.ts'
import { usePagedList, useRead } from '../api/hooks.ts'
import { usePartnerId } from '../app/place.ts'
import { LinkButton } from '../ui/links.tsx'
import { DataList } from '../ui/list/DataList.tsx'
import { useListState } from '../ui/list/list-state.ts'
import type { Column, Filter } from '../ui/list/list-types.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import { usePeopleActs } from './PeopleActs.tsx'
import type { SponsoredPerson } from './person.ts'

export const states = [
  'unconfirmed',
  'to_be_verified',
  'active',
  'without_access',
  'suspended',
  'disabled',
  'left',
  'lapsed',
]
const flags = ['free_mail', 'domain_mismatch']
export const notSignedIn = ['never', '30', '90', '365']

/** Everybody who registered for one of the partner's customers. */
export default function PeoplePage() {
  const { t } = useTranslation('people')
  const partnerId = usePartnerId()
  const state = useListState({ filters: ['state', 'customerId', 'sponsorshipId', 'flag', 'notSignedIn'], sort: 'name' })
  const list = usePagedList('/api/v1/partners/{partnerId}/people', { params: { path: { partnerId } } }, state)
  const { bulk, dialog } = usePeopleActs(partnerId)
  const exportAt = (format: string) => `/api/v1/partners/${partnerId}/status-report/export?format=${format}`
  return (
    <>
      <PageHeader title={t('list.title')} text={t('list.text')} />
      <DataList
        id="partner.people"
        label={t('list.title')}
        list={list}
        state={state}
        rowId={(person) => person.registrationId}
        rowName={(person) => `${person.firstName} ${person.lastName}`}
        rowHref={(person) => `/partner/${partnerId}/people/${person.registrationId}`}
        search={t('list.search')}
        columns={usePersonColumns()}
        filters={useFilters(partnerId)}
        bulk={bulk}
        exports={[
          { label: t('list.csv'), href: exportAt('csv') },
          { label: t('list.xlsx'), href: exportAt('xlsx') },
        ]}
        empty={{
          icon: IconUsers,
          title: t('list.empty.title'),
          text: t('list.empty.text'),
          action: (
            <LinkButton href={`/partner/${partnerId}/sponsorships`} variant="default">
              {t('list.empty.act')}
            </LinkButton>
          ),
        }}
      />
      {dialog}
    </>
  )
}

function usePersonColumns(): Column<SponsoredPerson>[] {
  const { t } = useTranslation('people')
  return [
    { key: 'name', title: t('column.name'), cell: (person) => `${person.lastName}, ${person.firstName}`, sort: 'name' },
    { key: 'email', title: t('column.email'), cell: (person) => person.email },
    { key: 'customer', title: t('column.customer'), cell: (person) => person.customerName },
    { key: 'state', title: t('column.state'), cell: (person) => <PersonState person={person} />, width: 150 },
    { key: 'flags', title: t('column.flags'), cell: (person) => <Flags person={person} /> },
    {
      key: 'signedIn',
      title: t('column.signedIn'),
      cell: (person) => <Moment at={person.lastSignInAt} none={t('column.never')} />,
      sort: 'signedIn',
      width: 180,
    },
    {
      key: 'registered',
      title: t('column.registered'),
      cell: (person) => <Moment at={person.registeredAt} />,
      sort: 'registered',
      width: 130,
    },
    {
      key: 'due',
      title: t('column.due'),
      cell: (person) => <Moment at={person.attestationDueAt} />,
      sort: 'due',
      width: 150,
      initiallyHidden: true,
    },
    {
      key: 'number',
      title: t('column.number'),
      cell: (person) => person.registrationNumber,
      initiallyHidden: true,
    },
  ]
}

/** The state as a badge, with the word that the rest of the portal uses for it. */
export function PersonState({ person }: { person: Pick<SponsoredPerson, 'state'> }) {
  const { t } = useTranslation('access')
  return <StateBadge tone={personTones[person.state]}>{t(tk('state.', person.state))}</StateBadge>
}

/** What the administrator should look at twice before verifying (R8, R13). */
export function Flags({ person }: { person: Pick<SponsoredPerson, 'flags'> }) {
  const { t } = useTranslation('people')
  if (person.flags.length === 0)
    return (
      <Text span c="dimmed" inherit>
        —
      </Text>
    )
  return (
    <Group gap={6}>
      {person.flags.map((flag) => (
        <StateBadge key={flag} tone="attention">
          {t(tk('flag.', flag))}
        </StateBadge>
      ))}
    </Group>
  )
}

function useFilters(partnerId: string): Filter[] {
  const { t } = useTranslation('people')
  const { t: tAccess } = useTranslation('access')
  return [
    {
      key: 'state',
      label: t('column.state'),
      options: states.map((value) => ({ value, label: tAccess(tk('access:state.', value)) })),
    },
    useCustomerFilter(partnerId),
    useSponsorshipFilter(partnerId),
    { key: 'flag', label: t('column.flags'), options: flags.map((value) => ({ value, label: t(tk('flag.', value)) })) },
    {
      key: 'notSignedIn',
      label: t('column.signedIn'),
      options: notSignedIn.map((value) => ({ value, label: t(tk('notSignedIn.', value)) })),
      single: true,
    },
  ]
}

/** The first hundred customers by name; whoever has more searches for the company's name instead. */
export function useCustomerFilter(partnerId: string): Filter {
  const { t } = useTranslation('people')
  const customers = useRead('/api/v1/partners/{partnerId}/customers', {
    params: { path: { partnerId }, query: { limit: 100 } },
  })
  return {
    key: 'customerId',
    label: t('column.customer'),
    options: (customers.data?.items ?? []).map(({ customerId, name }) => ({ value: customerId, label: name })),
  }
}

/** The hundred newest sponsorships; the status report and a sponsorship's page link here with one of them. */
function useSponsorshipFilter(partnerId: string): Filter {
  const { t } = useTranslation('people')
  const sponsorships = useRead('/api/v1/partners/{partnerId}/sponsorships', {
    params: { path: { partnerId }, query: { limit: 100 } },
  })
  return {
    key: 'sponsorshipId',
    label: t('column.sponsorship'),
    options: (sponsorships.data?.items ?? []).flatMap(({ sponsorshipId, registrationNumber, customerName }) =>
      registrationNumber ? [{ value: sponsorshipId, label: `${registrationNumber} · ${customerName}` }] : [],
    ),
  }
}
