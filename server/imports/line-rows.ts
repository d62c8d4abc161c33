import { BinaryRows } from '../platform/db/copy.ts'
import type { ContractPlan } from './plan-contract.ts'

/** Columns of a line as it is planned, in the order in which rows are written, and the further ones of a known contract's. */
export const lineColumns = `row_no int, contract_no int, line_id uuid, vendor text, vendor_norm text, serial text, serial_norm text,
  product_id text, service_level text, starts_at timestamptz, ends_at timestamptz`
export const knownColumns =
  'partner_id uuid, contract_id uuid, contract_starts_at timestamptz, contract_ends_at timestamptz'
const COLUMNS = 11
const KNOWN_COLUMNS = 4

/** A line of a row; an empty text and a null instant (milliseconds since 1970) were not in the file. */
export type LinePlan = {
  vendor: string
  vendorNorm: string
  serial: string
  serialNorm: string
  productId: string
  serviceLevel: string
  startsAt: number | null
  endsAt: number | null
}

/** Lines that wait to be staged, as COPY takes them. */
export class LineRows {
  /** Of new contracts: such lines can only be new. */
  readonly fresh = new BinaryRows()
  /** Of contracts that stand already. What was not in the file is null: what is recorded stays. */
  readonly known = new BinaryRows()

  clear(): void {
    this.fresh.clear()
    this.known.clear()
  }

  add(row: number, contract: ContractPlan, line: LinePlan): void {
    if (!contract.known) {
      this.fresh.begin(COLUMNS)
      writeLine(this.fresh, row, contract, line, false)
      return
    }
    const rows = this.known
    rows.begin(COLUMNS + KNOWN_COLUMNS)
    writeLine(rows, row, contract, line, true)
    rows.uuid(contract.partnerId)
    rows.uuid(contract.contractId)
    rows.timestamptz(contract.startsAt)
    rows.timestamptz(contract.endsAt)
  }
}

function writeLine(rows: BinaryRows, row: number, contract: ContractPlan, line: LinePlan, known: boolean): void {
  rows.int4(row)
  rows.int4(contract.no)
  rows.newId()
  rows.text(line.vendor)
  rows.text(line.vendorNorm)
  rows.text(line.serial)
  rows.text(line.serialNorm)
  for (const text of [line.productId, line.serviceLevel]) {
    if (known && text === '') rows.none()
    else rows.text(text)
  }
  const { startsAt, endsAt } = line
  if (known && startsAt === null) rows.none()
  else rows.timestamptz(startsAt ?? contract.startsAt)
  if (known && endsAt === null) rows.none()
  else rows.timestamptz(endsAt ?? contract.endsAt)
}
