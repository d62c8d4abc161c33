import { definePages } from '../app/pages.ts'

/** The vendor itself: first steps, overview, staff, settings. */
export default definePages({
  namespaces: ['vendor'],
  pages: [
    { path: '/set-up', title: 'vendor:setup.title', load: () => import('./SetUpPage.tsx') },
    { path: '/accept-invitation', title: 'vendor:accept.title', load: () => import('./AcceptInvitationPage.tsx') },
    // Where the staff begin; leads to the overview.
    { path: '/vendor', title: 'vendor:overview.title', load: () => import('./VendorHome.tsx') },
    {
      path: '/vendor/overview',
      title: 'vendor:overview.title',
      nav: 'overview',
      load: () => import('./OverviewPage.tsx'),
    },
    { path: '/vendor/staff', title: 'vendor:staff.title', nav: 'staff', load: () => import('./StaffPage.tsx') },
    {
      path: '/vendor/settings',
      title: 'vendor:settings.title',
      nav: 'settings',
      load: () => import('./SettingsPage.tsx'),
    },
  ],
})
