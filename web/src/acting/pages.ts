import { definePages } from '../app/pages.ts'

/** Who of the vendor looks at a partner's pages. */
export default definePages({
  namespaces: ['acting'],
  pages: [
    {
      path: '/partner/$partnerId/support-access',
      title: 'acting:title',
      nav: 'supportAccess',
      load: () => import('./SupportAccessPage.tsx'),
    },
  ],
})
