import { definePages } from '../app/pages.ts'

/** Messages: the vendor's list, and the demonstration world's open outbox. */
export default definePages({
  namespaces: ['outbox'],
  pages: [
    {
      path: '/vendor/mail',
      title: 'outbox:vendor.title',
      nav: 'mail',
      wide: true,
      load: () => import('./VendorMailPage.tsx'),
    },
    { path: '/outbox', title: 'outbox:demo.title', load: () => import('./OutboxPage.tsx') },
  ],
})
