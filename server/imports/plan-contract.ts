import type { ReadCell } from '../platform/files/table.ts'
import { normalise } from '../platform/normalise.ts'
import { endOf } from './dates.ts'
import type { ImportField, ImportOptions } from './fields.ts'
import type { Known, KnownContract } from './lookups.ts'
import type { RowReader } from './read-row.ts'

/** A contract as the file has it, and how that differs from the records. */
export type ContractPlan = {
  no: number
  row: number
  /** Its cells as they were read: a row with the very same ones needs no second look. */
  raw: RawCells
  partnerId: string
  contractId: string
  known: KnownContract | null
  number: string
  numberNorm: string
  contractTypeId: string
  customerId: string | null
  newCustomer: string | null
  startsAt: number
  endsAt: number
  /** Some good row stands on it. */
  used: boolean
}

/** A contract's cells of one row. */
export type ContractCells = {
  number: string
  numberNorm: string
  partner: string
  type: string
  customer: string
  raw: RawCells
}

type RawCells = (ReadCell | undefined)[]

export function sameRaw(one: { raw: RawCells }, other: { raw: RawCells }): boolean {
  return one.raw === other.raw || one.raw.every((cell, place) => cell === other.raw[place])
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
export const refOf = (text: string) => (uuid.test(text) ? text.toLowerCase() : normalise(text))

/** Which partner a row is about: the one it names, else the one whose contract it is. Null when that is not to be known. */
export function partnerOf(cells: ContractCells, known: Known): string | null {
  if (cells.partner) return known.partners.get(refOf(cells.partner)) ?? null
  return known.contracts.get(cells.numberNorm)?.partnerId ?? null
}

/**
 * Resolves a row's contract. An empty cell leaves what is recorded as it is; a new contract needs them all but the customer.
 * Null when something is wrong, which the reader then knows.
 */
export function planContract(
  reader: RowReader,
  cells: ContractCells,
  known: Known,
  options: ImportOptions,
): Omit<ContractPlan, 'no' | 'contractId' | 'used'> | null {
  const before = reader.findings.length
  if (cells.number === '') reader.wrong('required', 'contractNumber')
  else if (cells.numberNorm.length < 3) reader.wrong('contract_number_short', 'contractNumber')
  const contract = known.contracts.get(cells.numberNorm) ?? null
  const partnerId = partnerOf(cells, known)
  if (!partnerId) reader.wrong(cells.partner ? 'unknown_partner' : 'required', 'partner')
  else if (contract && contract.partnerId !== partnerId) reader.wrong('other_partners_contract', 'contractNumber')
  const contractTypeId = typeOf(reader, cells, contract, known)
  const customer = partnerId ? customerOf(reader, cells, contract, partnerId, known, options) : null
  const start = reader.date('contractStart')
  const end = reader.date('contractEnd')
  const missing = (field: ImportField) => reader.findings.some((finding) => finding.field === field)
  const startsAt = start?.at ?? contract?.startsAt
  const endsAt = end ? endOf(end) : contract?.endsAt
  if (startsAt === undefined && !missing('contractStart')) reader.wrong('required', 'contractStart')
  if (endsAt === undefined && !missing('contractEnd')) reader.wrong('required', 'contractEnd')
  if (startsAt !== undefined && endsAt !== undefined && endsAt <= startsAt)
    reader.wrong('ends_before_start', 'contractEnd')
  if (reader.findings.length > before || !partnerId || !contractTypeId) return null
  return {
    row: reader.row,
    raw: cells.raw,
    partnerId,
    known: contract,
    number: contract && contract.number !== cells.number ? contract.number : cells.number,
    numberNorm: cells.numberNorm,
    contractTypeId,
    customerId: customer?.customerId ?? null,
    newCustomer: customer?.newCustomer ?? null,
    startsAt: startsAt as number,
    endsAt: endsAt as number,
  }
}

function typeOf(reader: RowReader, cells: ContractCells, contract: KnownContract | null, known: Known): string | null {
  if (cells.type === '') {
    if (!contract) reader.wrong('required', 'contractType')
    return contract?.contractTypeId ?? null
  }
  const type = known.types.get(refOf(cells.type))
  if (!type) reader.wrong('unknown_contract_type', 'contractType')
  // What has the retired type already may keep it.
  else if (type.retired && contract?.contractTypeId !== type.contractTypeId)
    reader.wrong('contract_type_retired', 'contractType')
  return type?.contractTypeId ?? null
}

function customerOf(
  reader: RowReader,
  cells: ContractCells,
  contract: KnownContract | null,
  partnerId: string,
  known: Known,
  options: ImportOptions,
): { customerId: string | null; newCustomer: string | null } {
  if (cells.customer === '') return { customerId: contract?.customerId ?? null, newCustomer: null }
  const ref = refOf(cells.customer)
  const found = known.customers.get(`${partnerId}/${ref}`) ?? null
  if (found === 'ambiguous') reader.wrong('ambiguous_customer', 'customer')
  else if (found) {
    if (found.archived && contract?.customerId !== found.customerId) reader.wrong('customer_archived', 'customer')
    return { customerId: found.customerId, newCustomer: null }
  } else if (!options.createCustomers || uuid.test(cells.customer)) reader.wrong('unknown_customer', 'customer')
  return { customerId: null, newCustomer: cells.customer.replace(/\s+/g, ' ') }
}

/** The first of the contract's cells in which a later row says something else than the first one did. */
export function contradiction(
  first: Pick<ContractPlan, 'partnerId' | 'contractTypeId' | 'customerId' | 'newCustomer' | 'startsAt' | 'endsAt'>,
  later: typeof first,
): ImportField | null {
  if (first.partnerId !== later.partnerId) return 'partner'
  if (first.contractTypeId !== later.contractTypeId) return 'contractType'
  if (
    first.customerId !== later.customerId ||
    normalise(first.newCustomer ?? '') !== normalise(later.newCustomer ?? '')
  )
    return 'customer'
  if (first.startsAt !== later.startsAt) return 'contractStart'
  return first.endsAt === later.endsAt ? null : 'contractEnd'
}
