import { Text } from '@mantine/core'
import { IconUserCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { usePagedList } from '../api/hooks.ts'
import { usePartnerId } from '../app/place.ts'
import { LinkButton } from '../ui/links.tsx'
import { DataList } from '../ui/list/DataList.tsx'
import { useListState } from '../ui/list/list-state.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import { usePeopleActs } from './PeopleActs.tsx'
import { useCustomerFilter } from './PeoplePage.tsx'
import type { SponsoredPerson } from './person.ts'

/** Whose employment has to be confirmed again, the most urgent first (R18). */
export default function AttestationPage() {
  const { t } = useTranslation('people')
  const partnerId = usePartnerId()
  const state = useListState({ filters: ['due', 'customerId'], sort: 'due' })
  const list = usePagedList('/api/v1/partners/{partnerId}/attestations', { params: { path: { partnerId } } }, state)
  const { bulk, dialog } = usePeopleActs(partnerId, ['attest', 'left'])
  return (
    <>
      <PageHeader
        title={t('attestation.title')}
        text={t('attestation.text')}
        actions={
          <LinkButton href={`/partner/${partnerId}/access-reviews?audience=customer_users`} variant="default">
            {t('attestation.reviews')}
          </LinkButton>
        }
      />
      <DataList
        id="partner.attestation"
        label={t('attestation.title')}
        list={list}
        state={state}
        rowId={(person) => person.registrationId}
        rowName={(person) => `${person.firstName} ${person.lastName}`}
        rowHref={(person) => `/partner/${partnerId}/people/${person.registrationId}`}
        search={t('list.search')}
        columns={[
          { key: 'name', title: t('column.name'), cell: (one) => `${one.lastName}, ${one.firstName}`, sort: 'name' },
          { key: 'email', title: t('column.email'), cell: (one) => one.email },
          { key: 'customer', title: t('column.customer'), cell: (one) => one.customerName },
          { key: 'urgency', title: t('column.state'), cell: (one) => <Urgency person={one} />, width: 150 },
          {
            key: 'due',
            title: t('attestation.due'),
            cell: (one) => <Moment at={one.attestationDueAt} />,
            sort: 'due',
            width: 140,
          },
          {
            key: 'suspends',
            title: t('attestation.suspends'),
            cell: (one) => <Moment at={one.suspendsAt} />,
            width: 150,
          },
          {
            key: 'signedIn',
            title: t('column.signedIn'),
            cell: (one) => <Moment at={one.lastSignInAt} none={t('column.never')} />,
            width: 180,
          },
        ]}
        filters={[
          {
            key: 'due',
            label: t('column.state'),
            options: ['soon', 'overdue', 'suspended'].map((value) => ({ value, label: t(tk('urgency.', value)) })),
            single: true,
          },
          useCustomerFilter(partnerId),
        ]}
        bulk={bulk}
        empty={{
          icon: IconUserCheck,
          title: t('attestation.empty.title'),
          text: <Text inherit>{t('attestation.empty.text')}</Text>,
        }}
      />
      {dialog}
    </>
  )
}

function Urgency({ person }: { person: SponsoredPerson }) {
  const { t } = useTranslation('people')
  const overdue = person.attestationDueAt !== null && Date.parse(person.attestationDueAt) <= Date.now()
  const urgency = person.state === 'suspended' ? 'suspended' : overdue ? 'overdue' : 'soon'
  const tones = { suspended: 'bad', overdue: 'attention', soon: 'info' } as const
  return <StateBadge tone={tones[urgency]}>{t(tk('urgency.', urgency))}</StateBadge>
}
