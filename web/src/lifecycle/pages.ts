import { definePages } from '../app/pages.ts'

/** Until when products and software trains are supported; the vendor keeps it. */
export default definePages({
  namespaces: ['lifecycle', 'alerts', 'imports', 'vendor'],
  pages: [
    {
      path: '/vendor/lifecycle',
      title: 'lifecycle:list.title',
      nav: 'lifecycle',
      wide: true,
      load: () => import('./LifecyclePage.tsx'),
    },
    { path: '/vendor/lifecycle/import', title: 'lifecycle:import.title', load: () => import('./ImportPage.tsx') },
    { path: '/vendor/lifecycle/settings', title: 'lifecycle:settings.title', load: () => import('./SettingsPage.tsx') },
    { path: '/vendor/lifecycle/$entryId', title: 'lifecycle:detail.title', load: () => import('./EntryPage.tsx') },
  ],
})
