import { definePages } from '../app/pages.ts'

/** The vendor's pages on which contracts come from files. */
export default definePages({
  namespaces: ['imports', 'contracts', 'entitlements', 'vendor'],
  pages: [
    { path: '/vendor/contracts/import', title: 'imports:title', wide: true, load: () => import('./ImportsPage.tsx') },
    {
      path: '/vendor/contracts/import/$importId',
      title: 'imports:title',
      wide: true,
      load: () => import('./ImportPage.tsx'),
    },
  ],
})
