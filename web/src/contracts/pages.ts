import { api, take } from '../api/client.ts'
import { definePages } from '../app/pages.ts'

/** The vendor's pages about contracts and their types. */
export default definePages({
  namespaces: ['contracts', 'entitlements', 'inventory', 'vendor'],
  pages: [
    {
      path: '/vendor/contracts',
      title: 'contracts:list.title',
      nav: 'contracts',
      wide: true,
      load: () => import('./ContractsPage.tsx'),
    },
    { path: '/vendor/contracts/new', title: 'contracts:form.new', load: () => import('./NewContractPage.tsx') },
    {
      path: '/vendor/contracts/$partnerId/$contractId',
      title: 'contracts:detail.title',
      load: () => import('./ContractPage.tsx'),
    },
    {
      path: '/vendor/contracts/$partnerId/$contractId/edit',
      title: 'contracts:form.edit',
      load: () => import('./EditContractPage.tsx'),
    },
    {
      path: '/partner/$partnerId/contracts',
      title: 'contracts:partner.title',
      nav: 'contracts',
      wide: true,
      load: () => import('./PartnerContractsPage.tsx'),
    },
    {
      path: '/partner/$partnerId/contracts/$contractId',
      title: 'contracts:detail.title',
      load: () => import('./PartnerContractPage.tsx'),
    },
    {
      path: '/partner/$partnerId/contract-lines',
      title: 'contracts:lines.title',
      wide: true,
      load: () => import('./ContractLinesPage.tsx'),
    },
    {
      path: '/partner/$partnerId/contract-coverage',
      title: 'contracts:deviceCoverage.title',
      wide: true,
      load: () => import('./DeviceCoveragePage.tsx'),
    },
    {
      path: '/partner/$partnerId/contract-endings',
      title: 'contracts:endings.title',
      load: () => import('./EndingsPage.tsx'),
    },
    {
      path: '/partner/$partnerId/renewal',
      title: 'contracts:renewal.title',
      wide: true,
      load: () => import('./RenewalPage.tsx'),
    },
    {
      path: '/vendor/contract-types',
      title: 'contracts:types.title',
      nav: 'contractTypes',
      load: () => import('./ContractTypesPage.tsx'),
    },
    { path: '/vendor/contract-types/new', title: 'contracts:types.new', load: () => import('./ContractTypePage.tsx') },
    {
      path: '/vendor/contract-types/$contractTypeId',
      title: 'contracts:types.one',
      load: () => import('./ContractTypePage.tsx'),
    },
  ],
  palette: [
    {
      contexts: ['vendor'],
      group: 'contracts:list.title',
      find: async (q, _context, signal) => {
        const query = { q, limit: 5 }
        const { items } = await take(api.GET('/api/v1/vendor/contracts', { params: { query }, signal }))
        return items.map((row) => ({
          id: row.contractId,
          label: row.number,
          description: `${row.partnerName} · ${row.contractTypeName}`,
          href: `/vendor/contracts/${row.partnerId}/${row.contractId}`,
        }))
      },
    },
  ],
})
