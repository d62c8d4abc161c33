import { definePages } from '../app/pages.ts'

/** What is installed at customers: its devices, and the uploads that tell of them. */
export default definePages({
  namespaces: ['alerts', 'inventory', 'imports', 'reports'],
  pages: [
    {
      path: '/partner/$partnerId/inventory',
      title: 'inventory:devices.title',
      nav: 'inventory',
      wide: true,
      load: () => import('./DevicesPage.tsx'),
    },
    {
      path: '/partner/$partnerId/inventory/hardware',
      title: 'inventory:lists.hardware',
      wide: true,
      load: () => import('./HardwarePage.tsx'),
    },
    {
      path: '/partner/$partnerId/inventory/software',
      title: 'inventory:lists.software',
      wide: true,
      load: () => import('./SoftwarePage.tsx'),
    },
    {
      path: '/partner/$partnerId/inventory/$deviceId',
      title: 'inventory:device.title',
      wide: true,
      load: () => import('./DevicePage.tsx'),
    },
    {
      path: '/partner/$partnerId/collections',
      title: 'inventory:collections.title',
      nav: 'collections',
      wide: true,
      load: () => import('./CollectionsPage.tsx'),
    },
    {
      path: '/partner/$partnerId/collections/new',
      title: 'inventory:upload.title',
      load: () => import('./UploadPage.tsx'),
    },
    {
      path: '/partner/$partnerId/collections/$collectionId',
      title: 'inventory:collection.title',
      wide: true,
      load: () => import('./CollectionPage.tsx'),
    },
  ],
})
