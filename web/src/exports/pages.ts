import { definePages } from '../app/pages.ts'

/** Files of lists, made in the background. */
export default definePages({
  namespaces: ['exports'],
  pages: [
    {
      path: '/partner/$partnerId/exports',
      title: 'exports:title',
      nav: 'exports',
      wide: true,
      load: () => import('./ExportsPage.tsx'),
    },
  ],
})
