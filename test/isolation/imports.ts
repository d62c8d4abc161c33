import { types } from './catalogue.ts'
import { at, markOf, type PartnerPlan, type Sheet } from './plan.ts'

/** The vendor's working papers of an import that concerns one of the partners. */
export function planImport(of: Sheet, partner: PartnerPlan): void {
  const { add, id } = of
  const importId = id()
  const dates = { starts_at: at(-1), ends_at: at(100) }
  add('import', {
    import_id: importId,
    file_name: `${markOf(importId)}.csv`,
    format: 'csv',
    bytes: 1,
    sha256: importId,
    header: ['number'],
    sample: [[`${markOf(importId)}`]],
    mapping: {},
    options: { createCustomers: false, endMissing: 'none', dateOrder: 'iso', vendor: '' },
    state: 'checked',
    created_by: id(),
    created_by_name: 'Importer',
  })
  add('import_chunk', { import_id: importId, position: 0, content: '\\x00' })
  add('import_contract', {
    import_id: importId,
    contract_no: 1,
    status: 'new',
    owner_id: partner.id,
    contract_id: id(),
    number: `I-${markOf(importId)}`,
    number_norm: markOf(importId).toUpperCase(),
    contract_type_id: types.service,
    ...dates,
  })
  add('import_line', {
    import_id: importId,
    status: 'new',
    row_no: 2,
    contract_no: 1,
    line_id: id(),
    vendor: 'Cisco',
    vendor_norm: 'cisco',
    serial: markOf(importId).toUpperCase(),
    serial_norm: markOf(importId).toUpperCase(),
    product_id: 'x',
    service_level: 'x',
    ...dates,
  })
  add('import_finding', { import_id: importId, finding_no: 1, row_no: 3, code: 'required', value: markOf(importId) })
  add('import_mapping', { header_norm: markOf(importId), mapping: {}, options: {} })
}
