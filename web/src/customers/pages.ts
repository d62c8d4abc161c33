import { api, take } from '../api/client.ts'
import { definePages } from '../app/pages.ts'

/** The partner's pages about customers. */
export default definePages({
  namespaces: ['alerts', 'customers', 'sponsorship', 'associations', 'inventory', 'overview'],
  pages: [
    {
      path: '/partner/$partnerId/customers',
      title: 'customers:list.title',
      nav: 'customers',
      wide: true,
      load: () => import('./CustomersPage.tsx'),
    },
    {
      path: '/partner/$partnerId/customers/new',
      title: 'customers:form.new',
      load: () => import('./CustomerFormPage.tsx'),
    },
    {
      path: '/partner/$partnerId/customers/$customerId',
      title: 'customers:detail.title',
      load: () => import('./CustomerPage.tsx'),
    },
    {
      path: '/partner/$partnerId/customers/$customerId/edit',
      title: 'customers:form.edit',
      load: () => import('./CustomerFormPage.tsx'),
    },
  ],
  palette: [
    {
      contexts: ['partner'],
      group: 'customers:list.title',
      find: async (q, context, signal) => {
        if (context.kind !== 'partner') return []
        const { partnerId } = context
        const params = { path: { partnerId }, query: { q, limit: 5 } }
        const { items } = await take(api.GET('/api/v1/partners/{partnerId}/customers', { params, signal }))
        return items.map(({ customerId, name, domains }) => ({
          id: customerId,
          label: name,
          ...(domains && { description: domains.join(', ') }),
          href: `/partner/${partnerId}/customers/${customerId}`,
        }))
      },
    },
  ],
})
