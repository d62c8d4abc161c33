import { definePages } from '../app/pages.ts'

/** A partner's own people: who they are, how they come and go; and how the vendor brings the first of them. */
export default definePages({
  namespaces: ['team', 'audit', 'associations', 'customers'],
  pages: [
    {
      path: '/partner/$partnerId/team',
      title: 'team:list.title',
      nav: 'team',
      wide: true,
      load: () => import('./TeamPage.tsx'),
    },
    {
      path: '/partner/$partnerId/team/invitations',
      title: 'team:invitations.title',
      wide: true,
      load: () => import('./InvitationsPage.tsx'),
    },
    { path: '/partner/$partnerId/team/add', title: 'team:add.title', load: () => import('./AddPeoplePage.tsx') },
    {
      path: '/partner/$partnerId/team/imports/$listId',
      title: 'team:import.title',
      wide: true,
      load: () => import('./ImportPage.tsx'),
    },
    {
      path: '/partner/$partnerId/team/members/$accountId',
      title: 'team:member.title',
      load: () => import('./MemberPage.tsx'),
    },
    {
      path: '/vendor/onboarding',
      title: 'team:onboarding.title',
      nav: 'onboarding',
      wide: true,
      load: () => import('./OnboardingPage.tsx'),
    },
    { path: '/join', title: 'team:join.title', load: () => import('./JoinPage.tsx') },
  ],
})
