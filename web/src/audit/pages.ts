import { definePages } from '../app/pages.ts'

/** Who did what to what: all of it for the vendor, their own for a partner. */
export default definePages({
  namespaces: ['audit'],
  pages: [
    {
      path: '/vendor/audit',
      title: 'audit:title',
      nav: 'audit',
      wide: true,
      load: () => import('./VendorAuditPage.tsx'),
    },
    {
      path: '/partner/$partnerId/audit',
      title: 'audit:title',
      nav: 'audit',
      wide: true,
      load: () => import('./PartnerAuditPage.tsx'),
    },
  ],
})
