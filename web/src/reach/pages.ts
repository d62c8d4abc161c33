import { definePages } from '../app/pages.ts'

/** Explain: whether somebody of a partner may do something, and why. */
export default definePages({
  namespaces: ['reach'],
  pages: [
    {
      path: '/partner/$partnerId/explain',
      title: 'reach:title',
      nav: 'explain',
      load: () => import('./ExplainPage.tsx'),
    },
    {
      path: '/vendor/partners/$partnerId/explain',
      title: 'reach:title',
      load: () => import('./VendorExplainPage.tsx'),
    },
  ],
})
