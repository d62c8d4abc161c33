import { at, markOf, type PartnerPlan, type Row, type Sheet } from './plan.ts'

/** What is installed at a partner's customers: for most of them an inventory with a collection and its devices. */
export function planInventory(of: Sheet, partner: PartnerPlan): void {
  for (const customer of partner.customers) if (of.random.chance(0.7)) planOne(of, partner, customer)
  const [contract] = partner.contracts
  if (contract && of.random.chance(0.5))
    of.add('coverage_due', { partner_id: partner.id, contract_id: contract.contract_id })
}

function planOne(of: Sheet, partner: PartnerPlan, customer: Row): void {
  const { random, add, id } = of
  const keys = { partner_id: partner.id, customer_id: customer.customer_id }
  const inventoryId = id()
  add('inventory', { ...keys, inventory_id: inventoryId, name: markOf(inventoryId), name_norm: markOf(inventoryId) })
  const collectionId = id()
  const ofCollection = { ...keys, collection_id: collectionId }
  const isBlocked = random.chance(0.3)
  add('collection', {
    ...uploaded,
    ...ofCollection,
    inventory_id: inventoryId,
    state: isBlocked ? 'blocked' : 'done',
    blocked_reason: isBlocked ? 'nothing_covered' : null,
    file_name: `${markOf(collectionId)}.csv`,
    created_by_name: `Uploader ${markOf(collectionId)}`,
  })
  add('collection_chunk', { ...ofCollection, collector_id: null, position: 0, content: '\\x00' })
  const collectors = (of.plan.rows.collector ?? []).filter((row) => row.customer_id === customer.customer_id)
  for (const { collector_id } of collectors) planUpload(of, { ...keys, collector_id, inventory_id: inventoryId })
  add('collection_finding', {
    ...ofCollection,
    finding_no: 1,
    row_no: 3,
    code: 'required',
    value: markOf(collectionId),
  })
  add('collection_serial', { ...ofCollection, serial_norm: markOf(collectionId).toUpperCase(), vendor_key: 'cisco' })
  for (let n = random.int(3); n >= 0; n--) planDevice(of, ofCollection, inventoryId)
}

const uploaded = {
  partner_id: '',
  customer_id: '',
  collection_id: '',
  inventory_id: '',
  collector_id: null,
  source: 'csv',
  state: 'done',
  blocked_reason: null,
  options: { vendor: 'Cisco', partial: false },
  manifest: null,
  file_name: '',
  bytes: 1,
  collected_at: at(-2),
  accepted_at: at(-2),
  created_by_name: '',
}

/** What a collector is sending, or has sent. */
function planUpload({ random, add, id }: Sheet, given: Row): void {
  const { partner_id, customer_id, collector_id } = given
  const collection_id = id()
  add('collection', {
    ...uploaded,
    ...given,
    collection_id,
    source: 'collector',
    state: random.pick(['uploading', 'received', 'done']),
    manifest: { chunks: [], devices: 0 },
    created_by_name: `Collector ${markOf(collection_id)}`,
  })
  add('collection_chunk', { partner_id, customer_id, collection_id, collector_id, position: 1, content: '\\x00' })
}

function planDevice(of: Sheet, ofCollection: Row, inventoryId: string): void {
  const { random, add, id } = of
  const { collection_id, ...keys } = ofCollection
  const deviceId = id()
  const mark = markOf(deviceId)
  const hashes = { content_hash: '\\x00', place_hash: '\\x00' }
  add('device', {
    ...keys,
    device_id: deviceId,
    identity: `cisco/${mark}`,
    inventory_id: inventoryId,
    vendor: 'Cisco',
    vendor_key: 'cisco',
    serial: mark.toUpperCase(),
    serial_norm: mark.toUpperCase(),
    product_id: 'C9300',
    product_family: '',
    kind: 'switch',
    hostname: mark,
    name_norm: mark,
    address: '10.0.0.1',
    mac: '',
    software_type: 'IOS',
    software_version: '17.9',
    location: `Hall ${mark}`,
    site: `Site ${mark}`,
    version_no: 1,
    versions: 1,
    ...hashes,
    first_seen_at: at(-2),
    seen_at: at(-2),
    gone_at: random.chance(0.2) ? at(-1) : null,
    covered: random.chance(0.5) ? `{[${at(-30)},${at(100)})}` : '{}',
    elsewhere: random.chance(0.2) ? `{[${at(-30)},${at(100)})}` : '{}',
  })
  add('device_version', {
    ...keys,
    device_id: deviceId,
    version_no: 1,
    ...hashes,
    attributes: JSON.stringify({
      hostname: mark,
      components: [{ kind: 'power', name: mark, serial: `P${mark.toUpperCase()}` }],
    }),
  })
  add('collection_device', { ...ofCollection, device_id: deviceId, version_no: 1 })
}
