import { definePages } from '../app/pages.ts'

/** Registering, confirming from the mail, and adding a sponsorship to an account. */
export default definePages({
  namespaces: ['registration'],
  pages: [
    {
      path: '/register',
      title: 'registration:register.title',
      nav: 'register',
      load: () => import('./RegisterPage.tsx'),
    },
    { path: '/confirm', title: 'registration:confirm.title', load: () => import('./ConfirmPage.tsx') },
    {
      path: '/access/add',
      title: 'registration:add.title',
      nav: 'addSponsorship',
      load: () => import('./AddSponsorshipPage.tsx'),
    },
  ],
})
