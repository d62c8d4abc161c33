import type { Row } from './plan.ts'

type PlainList = { table: string; column: string; field: string; only?: (row: Row) => boolean }

const customers = { table: 'customer', column: 'customer_id', field: 'customerId' }
const sponsorships = { table: 'sponsorship', column: 'sponsorship_id', field: 'sponsorshipId' }
const contracts = { table: 'contract', column: 'contract_id', field: 'contractId' }
const lines = { table: 'contract_line', column: 'line_id', field: 'lineId' }
const collections = { table: 'collection', column: 'collection_id', field: 'collectionId' }
const devices = { table: 'device', column: 'device_id', field: 'deviceId', only: (row: Row) => row.gone_at === null }
/** That hold at this moment, and nobody acknowledged. */
const alerts = {
  table: 'alert',
  column: 'alert_id',
  field: 'alertId',
  only: (row: Row) =>
    row.acknowledged_at === null && row.resolved_at === null && Date.parse(String(row.starts_at)) < Date.now(),
}
const team = {
  table: 'membership',
  column: 'account_id',
  field: 'accountId',
  only: (row: Row) => row.state !== 'removed',
}
const reviews = { table: 'access_review', column: 'review_id', field: 'reviewId' }
const collectors = {
  table: 'collector',
  column: 'collector_id',
  field: 'collectorId',
  only: (row: Row) => row.deleted_at === null,
}
const acting = { table: 'acting', column: 'acting_id', field: 'actingId' }

/** Lists that show, unfiltered, exactly the rows their reader may read: by the route's path. */
export const plainLists: Record<string, PlainList> = {
  '/partners/{partnerId}/customers': customers,
  '/partners/{partnerId}/sponsorships': sponsorships,
  '/partners/{partnerId}/contracts': contracts,
  '/partners/{partnerId}/contract-lines': lines,
  '/partners/{partnerId}/exports': { table: 'export', column: 'export_id', field: 'exportId' },
  '/partners/{partnerId}/device-coverage': devices,
  '/partners/{partnerId}/renewal-devices': devices,
  '/partners/{partnerId}/collections': collections,
  '/partners/{partnerId}/devices': devices,
  '/partners/{partnerId}/alerts': alerts,
  '/partners/{partnerId}/team': team,
  '/partners/{partnerId}/team-invitations': {
    table: 'team_invitation',
    column: 'invitation_id',
    field: 'invitationId',
  },
  '/partners/{partnerId}/access-reviews': reviews,
  '/partners/{partnerId}/collectors': collectors,
  '/partners/{partnerId}/acting': acting,
  '/partners/{partnerId}/people': { table: 'registration', column: 'registration_id', field: 'registrationId' },
  '/partners/{partnerId}/keys': { table: 'api_key', column: 'key_id', field: 'keyId' },
  '/vendor/partners': { table: 'partner', column: 'partner_id', field: 'partnerId' },
  '/vendor/contracts': contracts,
  '/vendor/access-reviews': reviews,
  '/vendor/partners/{partnerId}/customers': customers,
  '/vendor/partners/{partnerId}/team': team,
  '/vendor/partners/{partnerId}/collectors': collectors,
  '/vendor/partners/{partnerId}/acting': acting,
  '/vendor/people': { table: 'registration', column: 'registration_id', field: 'registrationId' },
}

/** Files with a row for each of the same; what a row may say is judged by its words. */
export const plainFiles: Record<string, PlainList> = {
  '/partners/{partnerId}/customers-export': customers,
  '/partners/{partnerId}/sponsorships-export': sponsorships,
  '/partners/{partnerId}/contract-lines-export': lines,
  '/partners/{partnerId}/contracts-export': contracts,
  '/partners/{partnerId}/collections-export': collections,
  '/vendor/contracts-export': contracts,
  '/partners/{partnerId}/devices-export': devices,
  '/partners/{partnerId}/device-coverage-export': devices,
  '/partners/{partnerId}/renewal-export': devices,
  '/partners/{partnerId}/alerts-export': alerts,
  '/partners/{partnerId}/team-export': team,
  '/partners/{partnerId}/collectors-export': collectors,
  '/vendor/partners/{partnerId}/collectors-export': collectors,
}
