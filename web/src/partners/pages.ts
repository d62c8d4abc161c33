import { api, take } from '../api/client.ts'
import { definePages } from '../app/pages.ts'

const namespaces = ['partners', 'acting', 'collectors', 'contracts', 'entitlements', 'team', 'vendor']

/** The vendor's pages about partners. */
export default definePages({
  namespaces,
  pages: [
    {
      path: '/vendor/partners',
      title: 'partners:list.title',
      nav: 'partners',
      wide: true,
      load: () => import('./PartnersPage.tsx'),
    },
    { path: '/vendor/partners/new', title: 'partners:form.new', load: () => import('./PartnerFormPage.tsx') },
    { path: '/vendor/partners/$partnerId', title: 'partners:detail.title', load: () => import('./PartnerPage.tsx') },
    {
      path: '/vendor/partners/$partnerId/edit',
      title: 'partners:form.edit',
      load: () => import('./PartnerFormPage.tsx'),
    },
  ],
  palette: [
    {
      contexts: ['vendor'],
      group: 'partners:list.title',
      find: async (q, _context, signal) => {
        const query = { q, limit: 5 }
        const { items } = await take(api.GET('/api/v1/vendor/partners', { params: { query }, signal }))
        return items.map(({ partnerId, name, country }) => ({
          id: partnerId,
          label: name,
          ...(country && { description: country }),
          href: `/vendor/partners/${partnerId}`,
        }))
      },
    },
    {
      contexts: ['vendor'],
      group: 'partners:list.customers',
      find: async (q, _context, signal) => {
        const query = { q, limit: 5 }
        const { items } = await take(api.GET('/api/v1/vendor/customers', { params: { query }, signal }))
        return items.map(({ partnerId, customerId, name, partnerName }) => ({
          id: customerId,
          label: name,
          description: partnerName,
          href: `/vendor/partners/${partnerId}#customers`,
        }))
      },
    },
  ],
})
