import { normaliseContractNumber } from '../contracts/index.ts'
import type { Db } from '../platform/db/transaction.ts'
import type { ReadRow } from '../platform/files/table.ts'
import { newId } from '../platform/ids.ts'
import { normalise } from '../platform/normalise.ts'
import { endOf } from './dates.ts'
import type { ImportOptions, Mapping } from './fields.ts'
import type { Finding } from './findings.ts'
import { type Known, learnContracts, learnCustomers } from './lookups.ts'
import {
  type ContractCells,
  type ContractPlan,
  contradiction,
  partnerOf,
  planContract,
  refOf,
  sameRaw,
} from './plan-contract.ts'
import { type RowReader, rowReaders } from './read-row.ts'

/** A line as it is staged; null leaves what is recorded, or takes the contract's. */
export type LinePlan = {
  row_no: number
  contract_no: number
  line_id: string
  vendor: string
  vendor_norm: string
  serial: string
  serial_norm: string
  product_id: string | null
  service_level: string | null
  starts_at: string | null
  ends_at: string | null
}

/** A line of a contract that stands already, to be compared with what is recorded. */
type KnownLinePlan = LinePlan & {
  partner_id: string
  contract_id: string
  contract_starts_at: string
  contract_ends_at: string
}

export type Planned = {
  fresh: LinePlan[]
  known: KnownLinePlan[]
  findings: Finding[]
  bad: number
}

/**
 * Turns rows of one file into contracts, lines and findings. Remembers the contracts and serials of all rows before, so that
 * contradictions and duplicates are found within the file; its memory is bounded by the rows a file may have.
 */
export function createPlanner(given: {
  mapping: Mapping
  options: ImportOptions
  known: Known
  file: { date1904: boolean; columns: number }
}) {
  const { mapping, options, known, file } = given
  const read = rowReaders(mapping, options, file)
  const contracts = new Map<string, ContractPlan>()
  const seen = seenSerials()
  const norms = new Map<string, string>()
  const normOf = (number: string) => remembered(norms, number, normaliseContractNumber)
  const isoOf = isoTexts()
  const vendors = new Map<string, string>()

  function cellsOf(reader: RowReader, row: ReadRow): ContractCells {
    const number = reader.text('contractNumber')
    const partner = reader.text('partner')
    const type = reader.text('contractType')
    const customer = reader.text('customer')
    const raw = [partner, type, customer, row.cells[mapping.contractStart ?? -1], row.cells[mapping.contractEnd ?? -1]]
    return { number, numberNorm: normOf(number), partner, type, customer, raw }
  }

  function contractOf(reader: RowReader, cells: ContractCells): ContractPlan | null {
    const first = contracts.get(cells.numberNorm)
    if (first && sameRaw(first, cells)) return first
    const plan = planContract(reader, cells, known, options)
    if (!plan) return null
    if (!first) {
      const made = { ...plan, no: contracts.size + 1, contractId: plan.known?.contractId ?? newId(), used: false }
      contracts.set(cells.numberNorm, made)
      return made
    }
    const field = contradiction(first, plan)
    if (!field) return first
    reader.wrong('contradicts_row', field, { row: first.row })
    return null
  }

  function lineOf(reader: RowReader, contract: ContractPlan | null): LinePlan | null {
    const serial = reader.text('serial')
    const vendor = reader.text('vendor') || options.vendor
    const productId = reader.text('productId')
    const level = reader.text('serviceLevel')
    const start = reader.date('lineStart')
    const end = reader.date('lineEnd')
    if (serial === '') {
      // Without a serial a row is just a contract; a product without one is a line somebody left unfinished.
      if ((productId || level) && !reader.findings.some(({ field }) => field === 'serial'))
        reader.wrong('serial_missing', 'serial')
      return null
    }
    if (vendor === '') reader.wrong('required', 'vendor')
    if (!contract) return null
    const [startsAt, endsAt] = [start?.at ?? null, end ? endOf(end) : null]
    if ((endsAt ?? contract.endsAt) <= (startsAt ?? contract.startsAt))
      reader.wrong('line_ends_before_start', 'lineEnd')
    else if ((startsAt ?? contract.startsAt) < contract.startsAt) reader.wrong('line_outside_contract', 'lineStart')
    else if ((endsAt ?? contract.endsAt) > contract.endsAt) reader.wrong('line_outside_contract', 'lineEnd')
    const vendorNorm = remembered(vendors, vendor, normalise)
    const serialNorm = serial.toUpperCase()
    const earlier = seen(contract.no, vendorNorm, serialNorm, reader.row)
    if (earlier !== undefined) reader.wrong('duplicate_serial', 'serial', { row: earlier })
    return {
      row_no: reader.row,
      contract_no: contract.no,
      line_id: newId(),
      vendor,
      vendor_norm: vendorNorm,
      serial,
      serial_norm: serialNorm,
      product_id: productId || null,
      service_level: level || null,
      starts_at: startsAt === null ? null : isoOf(startsAt),
      ends_at: endsAt === null ? null : isoOf(endsAt),
    }
  }

  function takeRow(reader: RowReader, cells: ContractCells, into: Planned): void {
    const contract = contractOf(reader, cells)
    const line = lineOf(reader, contract)
    if (reader.findings.length > 0 || !contract) {
      into.findings.push(...reader.findings)
      into.bad += 1
      return
    }
    contract.used = true
    if (!line) return
    if (contract.known)
      into.known.push({
        ...line,
        partner_id: contract.partnerId,
        contract_id: contract.contractId,
        contract_starts_at: isoOf(contract.startsAt),
        contract_ends_at: isoOf(contract.endsAt),
      })
    else {
      line.product_id ??= ''
      line.service_level ??= ''
      line.starts_at ??= isoOf(contract.startsAt)
      line.ends_at ??= isoOf(contract.endsAt)
      into.fresh.push(line)
    }
  }

  return {
    /** Every contract that some good row stands on, in the file's order. */
    contracts: () => [...contracts.values()].filter(({ used }) => used),
    /** Plans one batch, after reading what its rows name; on a connection of its own, for the caller's is at work on the batch before. */
    async take(db: Db, rows: ReadRow[]): Promise<Planned> {
      const readers = rows.map((row) => {
        const reader = read(row)
        return { reader, cells: cellsOf(reader, row) }
      })
      await learnContracts(db, known, new Set(readers.map(({ cells }) => cells.numberNorm)))
      await learnCustomers(
        db,
        known,
        readers.flatMap(({ cells }, index) => {
          // A contract's rows mostly stand together.
          const before = readers[index - 1]?.cells ?? contracts.get(cells.numberNorm)
          const again = before?.numberNorm === cells.numberNorm && sameRaw(before, cells)
          if (cells.customer === '' || again) return []
          const partnerId = partnerOf(cells, known)
          return partnerId ? [{ partnerId, customer: refOf(cells.customer) }] : []
        }),
      )
      const planned: Planned = { fresh: [], known: [], findings: [], bad: 0 }
      for (const { reader, cells } of readers) takeRow(reader, cells, planned)
      return planned
    },
  }
}

function remembered(memory: Map<string, string>, text: string, make: (text: string) => string): string {
  let made = memory.get(text)
  if (made === undefined) {
    made = make(text)
    memory.set(text, made)
  }
  return made
}

/**
 * Answers in which row a contract had a serial number before; undefined: never, and now it has. Most serials stand once in a
 * file, so a text of all three is made for the others only.
 */
function seenSerials() {
  const first = new Map<string, number>()
  const contractAt: number[] = []
  const vendorAt: string[] = []
  const others = new Map<string, number>()
  return (contractNo: number, vendorNorm: string, serialNorm: string, row: number): number | undefined => {
    const earlier = first.get(serialNorm)
    if (earlier === undefined) {
      first.set(serialNorm, row)
      contractAt[row] = contractNo
      vendorAt[row] = vendorNorm
      return undefined
    }
    if (contractAt[earlier] === contractNo && vendorAt[earlier] === vendorNorm) return earlier
    const key = `${contractNo}\n${serialNorm}\n${vendorNorm}`
    const other = others.get(key)
    if (other === undefined) others.set(key, row)
    return other
  }
}

function isoTexts(): (at: number) => string {
  const texts = new Map<number, string>()
  return (at) => {
    let text = texts.get(at)
    if (text === undefined) {
      text = new Date(at).toISOString()
      texts.set(at, text)
    }
    return text
  }
}
