import type { Facts } from './facts.ts'
import type { Row } from './plan.ts'

type Rule = (facts: Facts, row: Row) => boolean

/** Who reads a table's rows, and who may write such a row. A verb that is not named is nobody's. */
export type TableRules = { reads: Rule; inserts?: Rule; updates?: Rule; deletes?: Rule }

const vendorChain = '00000000-0000-0000-0000-000000000000'

const anyone: Rule = () => true
const vendor: Rule = (facts) => facts.everything
const inTenant: Rule = (facts, row) => facts.tenant !== null && row.partner_id === facts.tenant
const member: Rule = (facts, row) => facts.everything || inTenant(facts, row)
const sponsor: Rule = (facts, row) => facts.everything || (facts.sponsors && inTenant(facts, row))
const sponsorWriting: Rule = (facts, row) => facts.everything || (facts.sponsorsWriting && inTenant(facts, row))
const administrator: Rule = (facts, row) => facts.everything || (facts.administers && inTenant(facts, row))
const administratorWriting: Rule = (facts, row) =>
  facts.everything || (facts.administersWriting && inTenant(facts, row))
const self: Rule = (facts, row) => facts.self !== null && row.account_id === facts.self
const own: Rule = (facts, row) => inTenant(facts, row) && facts.account !== null && row.account_id === facts.account
const proven: Rule = (facts, row) => facts.proof !== null && row.proof_hash === facts.proof
const reached: Rule = (facts, row) => inTenant(facts, row) && facts.reaches(row.customer_id)
const data: Rule = (facts, row) => facts.everything || (inTenant(facts, row) && facts.readsData(row.customer_id))
const dataWriting: Rule = (facts, row) => inTenant(facts, row) && facts.changesData(row.customer_id)
const machine: Rule = ({ machine: own }, row) => own !== null && row.collector_id === own.collectorId
const uploads: Rule = ({ uploadsFor }, row) => uploadsFor !== null && row.customer_id === uploadsFor
const machines: Rule = ({ machine: own }, row) => own !== null && row.partner_id === own.partnerId
/** What covers the partner's own devices belongs to no customer. */
const ownLine: Rule = (facts, row) => row.customer_id === null && administrator(facts, row)
const or =
  (...rules: Rule[]): Rule =>
  (facts, row) =>
    rules.some((rule) => rule(facts, row))

const catalogue: TableRules = { reads: anyone, inserts: vendor, updates: vendor, deletes: vendor }
/** The team's reviews are its administrators' to answer, those of customer users the sponsorship administrators'. */
const review: TableRules = {
  reads: (facts, row) => (row.audience === 'team' ? administrator : sponsor)(facts, row),
  inserts: (facts, row) => (row.audience === 'team' ? administratorWriting : sponsorWriting)(facts, row),
  updates: (facts, row) => (row.audience === 'team' ? administratorWriting : sponsorWriting)(facts, row),
}
const teamList: TableRules = {
  reads: administrator,
  inserts: administratorWriting,
  updates: administratorWriting,
  deletes: administratorWriting,
}
const vendorOnly: TableRules = { reads: vendor, inserts: vendor, updates: vendor, deletes: vendor }
const sponsoring: TableRules = {
  reads: sponsor,
  inserts: sponsorWriting,
  updates: sponsorWriting,
  deletes: sponsorWriting,
}

/** Every table of the database (R19–R25, R31; decision 12). A table that is missing here fails the test. */
export const rules: Record<string, TableRules> = {
  vendor_settings: catalogue,
  entitlement: catalogue,
  contract_type: catalogue,
  contract_type_entitlement: catalogue,
  signing_key: { reads: vendor, inserts: vendor, updates: vendor },
  vendor_staff: { reads: or(vendor, self), inserts: vendor, updates: vendor, deletes: vendor },
  staff_invitation: {
    reads: or(vendor, proven),
    inserts: or(vendor, proven),
    updates: or(vendor, proven),
    deletes: or(vendor, proven),
  },
  administrator_request: { reads: or(vendor, self), inserts: or(vendor, self), updates: or(vendor, self) },
  partner: { reads: member, inserts: vendor, updates: vendor },
  membership: {
    reads: or(sponsor, administrator, own, self),
    inserts: or(sponsorWriting, administratorWriting),
    updates: or(sponsorWriting, administratorWriting),
  },
  customer: {
    reads: or(sponsor, administrator, reached),
    inserts: or(sponsorWriting, administratorWriting),
    updates: or(sponsorWriting, administratorWriting),
  },
  contract: { reads: or(sponsor, administrator, reached), inserts: vendor, updates: vendor },
  contract_directory: vendorOnly,
  contract_line: { reads: or(data, ownLine), inserts: vendor, updates: vendor, deletes: vendor },
  contract_line_directory: { reads: vendor, inserts: vendor, deletes: vendor },
  inventory: {
    reads: or(data, uploads),
    inserts: or(vendor, dataWriting, uploads),
    updates: or(vendor, dataWriting, uploads),
  },
  collection: {
    reads: or(data, machine),
    inserts: or(vendor, dataWriting, uploads),
    updates: or(vendor, dataWriting, uploads),
  },
  // The bytes of an upload are nobody's to read but the worker's, and the machine's that sent them.
  collection_chunk: {
    reads: or(vendor, machine),
    inserts: or(vendor, dataWriting, uploads),
    deletes: or(vendor, dataWriting, uploads),
  },
  collection_finding: { reads: data, inserts: vendor, deletes: vendor },
  collection_serial: { reads: data, inserts: or(vendor, dataWriting), deletes: or(vendor, dataWriting) },
  device: { reads: data, inserts: vendor, updates: vendor },
  device_version: { reads: data, inserts: vendor },
  collection_device: { reads: data, inserts: vendor },
  coverage_due: vendorOnly,
  // What holds is the system's to say; that somebody knows of it, whoever may change the customer's data.
  alert: { reads: data, inserts: vendor, updates: or(vendor, dataWriting), deletes: vendor },
  // How often somebody is written to is their own.
  alert_digest: { reads: or(vendor, own), inserts: or(vendor, own), updates: or(vendor, own) },
  saved_view: { reads: or(vendor, own), inserts: or(vendor, own), updates: or(vendor, own), deletes: or(vendor, own) },
  export: { reads: or(vendor, own), inserts: or(vendor, own), updates: or(vendor, own), deletes: or(vendor, own) },
  export_chunk: { reads: or(vendor, own), inserts: or(vendor, own), deletes: or(vendor, own) },
  lifecycle_entry: catalogue,
  lifecycle_milestone: catalogue,
  association: {
    reads: or(administrator, own),
    inserts: administratorWriting,
    updates: administratorWriting,
    deletes: administratorWriting,
  },
  // Announced to the partner, which can end it.
  acting: { reads: or(sponsor, administrator), inserts: vendor, updates: or(sponsorWriting, administratorWriting) },
  acting_look: { reads: or(sponsor, administrator), inserts: own },
  service_notice: { reads: vendor, inserts: vendor },
  import: { reads: vendor, inserts: vendor, updates: vendor },
  import_chunk: { reads: vendor, inserts: vendor, deletes: vendor },
  import_contract: vendorOnly,
  import_line: { reads: vendor, inserts: vendor, deletes: vendor },
  import_finding: { reads: vendor, inserts: vendor, deletes: vendor },
  import_mapping: { reads: vendor, inserts: vendor, updates: vendor },
  ending_notice: { reads: vendor, inserts: vendor },
  // The link in the mail opens the invitation to whoever follows it.
  team_invitation: {
    reads: or(administrator, proven),
    inserts: administratorWriting,
    updates: or(administratorWriting, proven),
  },
  team_import: teamList,
  team_import_row: teamList,
  access_review: review,
  access_review_row: review,
  api_key: { reads: administrator, inserts: administratorWriting, updates: administratorWriting },
  api_key_customer: { reads: administrator, inserts: administratorWriting, deletes: administratorWriting },
  api_key_secret: { reads: administrator, inserts: administratorWriting, updates: administratorWriting },
  // Records of SA and PA, who may end them whatever the service; to others like data; and the machine's own.
  collector: {
    reads: or(administrator, data, machine),
    inserts: or(vendor, dataWriting),
    updates: or(administratorWriting, dataWriting, machine),
  },
  collector_licence: {
    reads: or(administrator, data, machine),
    inserts: or(vendor, dataWriting, machine),
    updates: or(administratorWriting, dataWriting, machine),
  },
  agent_address: {
    reads: or(administrator, data, machine),
    inserts: or(vendor, dataWriting),
    updates: or(administratorWriting, dataWriting),
  },
  agent_network_task: {
    reads: or(administrator, data, machine),
    inserts: or(vendor, dataWriting),
    updates: or(vendor, dataWriting, machine),
    deletes: or(vendor, dataWriting, administratorWriting),
  },
  // Of what is secret in it nobody's request reads a thing; a test of its own says so (server/collectors/network-task.test.ts).
  agent_network_credential: {
    reads: or(administrator, data, machine),
    inserts: or(vendor, dataWriting),
    updates: or(vendor, dataWriting),
    deletes: or(vendor, dataWriting),
  },
  agent_network_device: {
    reads: or(administrator, data, machine),
    inserts: or(vendor, dataWriting, machine),
    updates: or(vendor, dataWriting, machine),
    deletes: or(vendor, dataWriting, machine),
  },
  agent_gathering: { reads: or(vendor, machine), inserts: or(vendor, uploads), updates: or(vendor, uploads) },
  sponsorship: sponsoring,
  sponsorship_entitlement: sponsoring,
  sponsorship_directory: sponsoring,
  sponsorship_attempt: sponsoring,
  registration: { ...sponsoring, reads: or(sponsor, self) },
  entitlement_switch: sponsoring,
  access_request: { ...sponsoring, reads: or(sponsor, self) },
  confirmation: { reads: or(vendor, proven), inserts: anyone },
  registration_handle: { reads: or(vendor, proven), inserts: anyone },
  mail_message: { reads: vendor, inserts: anyone, updates: vendor },
  // Everybody's acts are recorded; a member's in their partner's chain, everything else in the vendor's.
  audit_chain: {
    reads: or(member, machines, (_, row) => row.partner_id === vendorChain),
    inserts: or(member, machines, (_, row) => row.partner_id === vendorChain),
    updates: or(member, machines, (_, row) => row.partner_id === vendorChain),
  },
  audit_entry: {
    reads: or(sponsor, administrator),
    inserts: or(member, machines, (_, row) => row.partner_id === vendorChain),
  },
}
