import { definePages } from '../app/pages.ts'

/** The vendor's catalogue of entitlements. */
export default definePages({
  namespaces: ['entitlements', 'vendor'],
  pages: [
    {
      path: '/vendor/entitlements',
      title: 'entitlements:list.title',
      nav: 'entitlements',
      load: () => import('./EntitlementsPage.tsx'),
    },
    { path: '/vendor/entitlements/new', title: 'entitlements:form.new', load: () => import('./EntitlementPage.tsx') },
    {
      path: '/vendor/entitlements/$entitlementId',
      title: 'entitlements:form.one',
      load: () => import('./EntitlementPage.tsx'),
    },
  ],
})
