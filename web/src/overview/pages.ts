import { definePages } from '../app/pages.ts'

/** Where a partner's people begin. */
export default definePages({
  namespaces: ['overview'],
  pages: [
    // Where they begin; the navigation's entry is the address below it.
    { path: '/partner/$partnerId', title: 'overview:title', load: () => import('./PartnerOverviewPage.tsx') },
    {
      path: '/partner/$partnerId/overview',
      title: 'overview:title',
      nav: 'overview',
      load: () => import('./PartnerOverviewPage.tsx'),
    },
  ],
})
