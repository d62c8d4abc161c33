import { definePages } from '../app/pages.ts'

/** Where a partner's people begin. */
export default definePages({
  namespaces: ['overview', 'customers', 'inventory', 'team'],
  pages: [
    // Where they begin; leads to the overview.
    { path: '/partner/$partnerId', title: 'overview:title', load: () => import('./PartnerHome.tsx') },
    {
      path: '/partner/$partnerId/overview',
      title: 'overview:title',
      nav: 'overview',
      load: () => import('./PartnerOverviewPage.tsx'),
    },
  ],
})
