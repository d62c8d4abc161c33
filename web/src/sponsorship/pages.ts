import { api, take } from '../api/client.ts'
import { definePages } from '../app/pages.ts'

const here = '/partner/$partnerId/sponsorships'

/** The partner's pages about sponsorships. */
export default definePages({
  namespaces: ['sponsorship', 'customers'],
  pages: [
    {
      path: here,
      title: 'sponsorship:list.title',
      nav: 'sponsorships',
      wide: true,
      load: () => import('./SponsorshipsPage.tsx'),
    },
    { path: `${here}/new`, title: 'sponsorship:new.title', load: () => import('./NewSponsorshipPage.tsx') },
    {
      path: `${here}/$sponsorshipId`,
      title: 'sponsorship:detail.title',
      wide: true,
      load: () => import('./SponsorshipPage.tsx'),
    },
    { path: `${here}/$sponsorshipId/edit`, title: 'sponsorship:change.title', load: () => import('./TermsPage.tsx') },
    { path: `${here}/$sponsorshipId/issue`, title: 'sponsorship:issue.title', load: () => import('./IssuePage.tsx') },
    {
      path: `${here}/$sponsorshipId/replace-key`,
      title: 'sponsorship:replace.act',
      load: () => import('./ReplaceKeyPage.tsx'),
    },
  ],
  palette: [
    {
      contexts: ['partner'],
      group: 'sponsorship:list.title',
      find: async (q, context, signal) => {
        if (context.kind !== 'partner') return []
        const { partnerId } = context
        const params = { path: { partnerId }, query: { q, limit: 5 } }
        const { items } = await take(api.GET('/api/v1/partners/{partnerId}/sponsorships', { params, signal }))
        return items.map(({ sponsorshipId, customerName, registrationNumber }) => ({
          id: sponsorshipId,
          label: registrationNumber ? `${customerName} · ${registrationNumber}` : customerName,
          href: `/partner/${partnerId}/sponsorships/${sponsorshipId}`,
        }))
      },
    },
  ],
})
