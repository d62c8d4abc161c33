import { definePages } from '../app/pages.ts'

/** Becoming a sponsorship administrator: the person's page and the vendor's queue. */
export default definePages({
  namespaces: ['administrators', 'vendor'],
  pages: [
    {
      path: '/administrator-request',
      title: 'administrators:mine.title',
      nav: 'becomeAdministrator',
      load: () => import('./MyRequestPage.tsx'),
    },
    {
      path: '/vendor/administrator-requests',
      title: 'administrators:queue.title',
      nav: 'administratorRequests',
      wide: true,
      load: () => import('./QueuePage.tsx'),
    },
    {
      path: '/vendor/administrator-requests/$requestId',
      title: 'administrators:queue.request',
      wide: true,
      load: () => import('./RequestPage.tsx'),
    },
  ],
})
