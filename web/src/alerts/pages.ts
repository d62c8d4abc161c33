import { definePages } from '../app/pages.ts'

/** What needs attention at the customers the reader reaches. */
export default definePages({
  namespaces: ['alerts', 'inventory'],
  pages: [
    {
      path: '/partner/$partnerId/alerts',
      title: 'alerts:list.title',
      nav: 'alerts',
      wide: true,
      load: () => import('./AlertsPage.tsx'),
    },
    {
      path: '/partner/$partnerId/alerts/$alertId',
      title: 'alerts:detail.title',
      load: () => import('./AlertPage.tsx'),
    },
  ],
})
