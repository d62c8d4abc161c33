import type { Row } from './plan.ts'

type PlainList = { table: string; column: string; field: string; only?: (row: Row) => boolean }

/** Lists that show, unfiltered, exactly the rows their reader may read: by the route's path. */
export const plainLists: Record<string, PlainList> = {
  '/partners/{partnerId}/customers': { table: 'customer', column: 'customer_id', field: 'customerId' },
  '/partners/{partnerId}/sponsorships': { table: 'sponsorship', column: 'sponsorship_id', field: 'sponsorshipId' },
  '/partners/{partnerId}/people': { table: 'registration', column: 'registration_id', field: 'registrationId' },
  '/partners/{partnerId}/keys': { table: 'api_key', column: 'key_id', field: 'keyId' },
  '/vendor/partners': { table: 'partner', column: 'partner_id', field: 'partnerId' },
  '/vendor/people': { table: 'registration', column: 'registration_id', field: 'registrationId' },
}

// biome-ignore lint/suspicious/noExplicitAny: tests read answers freely
export function idsIn(answer: any, field: string): string[] {
  return (answer?.items ?? []).map((item: Record<string, unknown>) => String(item[field]))
}
