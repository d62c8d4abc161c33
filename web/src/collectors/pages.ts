import { definePages } from '../app/pages.ts'

/** Collectors of a partner's customers: registrations, their licence files, and the keys that sign those. */
export default definePages({
  namespaces: ['alerts', 'collectors', 'customers', 'vendor'],
  pages: [
    {
      path: '/partner/$partnerId/collectors',
      title: 'collectors:list.title',
      nav: 'collectors',
      wide: true,
      load: () => import('./CollectorsPage.tsx'),
    },
    {
      path: '/partner/$partnerId/collectors/new',
      title: 'collectors:form.new',
      load: () => import('./CollectorFormPage.tsx'),
    },
    {
      path: '/partner/$partnerId/collectors/$collectorId',
      title: 'collectors:detail.title',
      load: () => import('./CollectorPage.tsx'),
    },
    {
      path: '/partner/$partnerId/collectors/$collectorId/edit',
      title: 'collectors:form.edit',
      load: () => import('./CollectorFormPage.tsx'),
    },
    {
      path: '/partner/$partnerId/collectors/$collectorId/network-task',
      title: 'collectors:network.title',
      load: () => import('./NetworkTaskFormPage.tsx'),
    },
    {
      path: '/vendor/partners/$partnerId/collectors',
      title: 'collectors:list.title',
      wide: true,
      load: () => import('./VendorCollectorsPage.tsx'),
    },
    {
      path: '/vendor/settings/signing-keys',
      title: 'collectors:signing.title',
      wide: true,
      load: () => import('./SigningKeysPage.tsx'),
    },
  ],
})
