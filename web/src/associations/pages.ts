import { definePages } from '../app/pages.ts'

/** Who at the partner sees which customers. */
export default definePages({
  namespaces: ['associations', 'customers'],
  pages: [
    {
      path: '/partner/$partnerId/associations',
      title: 'associations:title',
      nav: 'associations',
      wide: true,
      load: () => import('./AssociationsPage.tsx'),
    },
    {
      path: '/partner/$partnerId/associations/$accountId',
      title: 'associations:person.title',
      load: () => import('./PersonAssociationsPage.tsx'),
    },
  ],
})
