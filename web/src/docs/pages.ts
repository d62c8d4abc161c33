import { definePages } from '../app/pages.ts'

/** The API for people: what `/openapi.json` says, to read. */
export default definePages({
  namespaces: ['docs'],
  pages: [{ path: '/docs', title: 'docs:title', load: () => import('./DocsPage.tsx') }],
})
