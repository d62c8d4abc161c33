import { IconUsers } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { usePagedList } from '../api/hooks.ts'
import { DataList } from '../ui/list/DataList.tsx'
import { useListState } from '../ui/list/list-state.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { notSignedIn, PersonState, states } from './PeoplePage.tsx'

/** The people of all partners, for whoever is asked why somebody has access or has none. */
export default function VendorPeoplePage() {
  const { t } = useTranslation('people')
  const { t: tAccess } = useTranslation('access')
  const state = useListState({ filters: ['state', 'notSignedIn'], sort: 'name' })
  const list = usePagedList('/api/v1/vendor/people', {}, state)
  return (
    <>
      <PageHeader title={t('vendor.title')} text={t('vendor.text')} />
      <DataList
        id="vendor.people"
        label={t('vendor.title')}
        list={list}
        state={state}
        rowId={(person) => person.registrationId}
        rowHref={(person) => `/vendor/people/${person.registrationId}`}
        search={t('vendor.search')}
        columns={[
          { key: 'name', title: t('column.name'), cell: (one) => `${one.lastName}, ${one.firstName}`, sort: 'name' },
          { key: 'email', title: t('column.email'), cell: (one) => one.email },
          { key: 'customer', title: t('column.customer'), cell: (one) => one.customerName },
          { key: 'partner', title: t('vendor.partner'), cell: (one) => one.partnerName },
          { key: 'state', title: t('column.state'), cell: (one) => <PersonState person={one} />, width: 150 },
          {
            key: 'signedIn',
            title: t('column.signedIn'),
            cell: (one) => <Moment at={one.lastSignInAt} none={t('column.never')} />,
            sort: 'signedIn',
            width: 180,
          },
          {
            key: 'registered',
            title: t('column.registered'),
            cell: (one) => <Moment at={one.registeredAt} />,
            sort: 'registered',
            width: 130,
          },
        ]}
        filters={[
          {
            key: 'state',
            label: t('column.state'),
            options: states.map((value) => ({ value, label: tAccess(tk('access:state.', value)) })),
          },
          {
            key: 'notSignedIn',
            label: t('column.signedIn'),
            options: notSignedIn.map((value) => ({ value, label: t(tk('notSignedIn.', value)) })),
            single: true,
          },
        ]}
        empty={{ icon: IconUsers, title: t('vendor.empty.title'), text: t('vendor.empty.text') }}
      />
    </>
  )
}
