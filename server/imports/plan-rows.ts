import { normaliseContractNumber } from '../contracts/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
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

export type Planned = {
  fresh: LinePlan[]
  known: (LinePlan & { contract: ContractPlan })[]
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
  const serials = new Map<string, number>()
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
    return { number, numberNorm: normOf(number), partner, type, customer, raw: raw.join('\u0000') }
  }

  function contractOf(reader: RowReader, cells: ContractCells): ContractPlan | null {
    const first = contracts.get(cells.numberNorm)
    if (first?.raw === cells.raw) return first
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
    const key = `${contract.no}\n${serialNorm}\n${vendorNorm}`
    const earlier = serials.get(key)
    if (earlier !== undefined) reader.wrong('duplicate_serial', 'serial', { row: earlier })
    else serials.set(key, reader.row)
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
    if (contract.known) into.known.push({ ...line, contract })
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
    /** Plans one batch, after reading what its rows name. */
    async take(tx: Tx, rows: ReadRow[]): Promise<Planned> {
      const readers = rows.map((row) => {
        const reader = read(row)
        return { reader, cells: cellsOf(reader, row) }
      })
      await learnContracts(tx, known, new Set(readers.map(({ cells }) => cells.numberNorm)))
      await learnCustomers(
        tx,
        known,
        readers.flatMap(({ cells }) => {
          if (cells.customer === '' || contracts.get(cells.numberNorm)?.raw === cells.raw) return []
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
