/**
 * Which slice may import which others, through their index.ts. Read it as "knows of". It has no cycles: a slice that
 * needs to hear from one that knows it gets called back, or reads the other's view in SQL.
 */
export const sliceEdges: Record<string, readonly string[]> = {
  audit: [],
  messages: [],
  accounts: ['audit', 'messages'],
  vendor: ['accounts', 'audit', 'coverage', 'messages'],
  outbox: ['audit', 'messages', 'vendor'],
  entitlements: ['audit', 'messages', 'vendor'],
  partners: ['accounts', 'audit', 'entitlements', 'messages', 'vendor'],
  /** What contract lines say of devices; reads both in SQL. */
  coverage: [],
  contracts: ['audit', 'coverage', 'entitlements', 'messages', 'partners', 'vendor'],
  imports: ['audit', 'contracts', 'coverage', 'entitlements', 'messages', 'partners', 'vendor'],
  customers: ['audit', 'contracts', 'entitlements', 'partners', 'vendor'],
  associations: ['audit', 'messages', 'partners'],
  administrators: ['audit', 'contracts', 'customers', 'messages', 'partners', 'vendor'],
  team: ['accounts', 'audit', 'customers', 'messages', 'partners', 'vendor'],
  keys: ['audit', 'partners', 'team', 'vendor'],
  /** A vendor agent looks at a partner's pages. */
  acting: ['audit', 'messages', 'partners', 'team', 'vendor'],
  sponsorship: ['accounts', 'audit', 'contracts', 'customers', 'entitlements', 'messages', 'partners', 'vendor'],
  registration: [
    'accounts',
    'audit',
    'contracts',
    'customers',
    'entitlements',
    'messages',
    'partners',
    'sponsorship',
    'vendor',
  ],
  /** Registrations, licences, and what collectors ask themselves. */
  collectors: ['alerts', 'audit', 'messages', 'partners', 'service', 'vendor'],
  service: ['audit', 'messages', 'partners'],
  /** Until when vendors support what is installed. */
  lifecycle: ['audit', 'coverage', 'vendor'],
  /** Called by whoever changes what alerts follow from; reads that in SQL. */
  alerts: ['audit', 'coverage', 'messages', 'partners', 'service'],
  inventory: ['alerts', 'audit', 'collectors', 'coverage', 'messages', 'partners', 'service'],
  /** Reads the records of all that it explains in SQL; its test compares with their policies. */
  reach: ['partners', 'vendor'],
  overview: ['alerts', 'collectors', 'coverage', 'customers', 'entitlements', 'partners', 'sponsorship'],
  people: ['audit', 'customers', 'entitlements', 'messages', 'sponsorship'],
  reviews: ['associations', 'audit', 'customers', 'messages', 'partners', 'people', 'team', 'vendor'],
  reports: ['audit', 'customers', 'entitlements', 'messages', 'people', 'sponsorship', 'partners'],
  /** Files of others' lists, by their own routes. */
  exports: ['alerts', 'audit', 'collectors', 'contracts', 'inventory', 'messages', 'partners'],
  /** Loaded by DEMO=1 only; speaks to the others through the API. */
  demo: ['audit', 'messages', 'vendor'],
}
