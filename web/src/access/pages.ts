import { definePages } from '../app/pages.ts'

/** What a customer's person has, and what they can do about it. */
export default definePages({
  namespaces: ['access'],
  pages: [
    { path: '/access', title: 'access:mine.title', nav: 'access', load: () => import('./MyAccessPage.tsx') },
    { path: '/access/requests', title: 'access:requests.title', load: () => import('./MyRequestsPage.tsx') },
    {
      path: '/access/who-sees',
      title: 'access:whoSees.title',
      nav: 'whoSeesOurData',
      load: () => import('./WhoSeesPage.tsx'),
    },
  ],
})
