import { definePages } from '../app/pages.ts'

/** Reports of a partner. */
export default definePages({
  namespaces: ['reports'],
  pages: [
    {
      path: '/partner/$partnerId/status-report',
      title: 'reports:title',
      nav: 'statusReport',
      wide: true,
      load: () => import('./StatusReportPage.tsx'),
    },
  ],
})
