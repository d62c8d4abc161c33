import { definePages } from '../app/pages.ts'
import { findAnyone, findPeople } from './find-people.ts'

/** The people of a partner's customers: who they are, what they ask for, and whether they still work there. */
export default definePages({
  namespaces: ['people', 'access'],
  pages: [
    {
      path: '/partner/$partnerId/people',
      title: 'people:list.title',
      nav: 'people',
      wide: true,
      load: () => import('./PeoplePage.tsx'),
    },
    {
      path: '/partner/$partnerId/people/$registrationId',
      title: 'people:person.title',
      load: () => import('./PersonPage.tsx'),
    },
    {
      path: '/partner/$partnerId/requests',
      title: 'people:requests.title',
      nav: 'requests',
      wide: true,
      load: () => import('./RequestsPage.tsx'),
    },
    {
      path: '/partner/$partnerId/attestation',
      title: 'people:attestation.title',
      nav: 'attestation',
      wide: true,
      load: () => import('./AttestationPage.tsx'),
    },
    {
      path: '/vendor/people',
      title: 'people:vendor.title',
      nav: 'people',
      wide: true,
      load: () => import('./VendorPeoplePage.tsx'),
    },
    {
      path: '/vendor/people/$registrationId',
      title: 'people:person.title',
      load: () => import('./VendorPersonPage.tsx'),
    },
  ],
  palette: [
    { contexts: ['partner'], group: 'people:list.title', find: findPeople },
    { contexts: ['vendor'], group: 'people:vendor.title', find: findAnyone },
  ],
})
