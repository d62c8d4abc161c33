import { setImmediate } from 'node:timers/promises'
import { normaliseContractNumber } from '../contracts/index.ts'
import type { Db } from '../platform/db/transaction.ts'
import type { ReadRow } from '../platform/files/table.ts'
import { newId } from '../platform/ids.ts'
import { normalise } from '../platform/normalise.ts'
import { endOf } from './dates.ts'
import type { ImportOptions, Mapping } from './fields.ts'
import type { Finding } from './findings.ts'
import { type LinePlan, LineRows } from './line-rows.ts'
import { LinesSeen } from './lines-seen.ts'
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

/** What of rows is ready to be staged. */
export class Planned {
  readonly lines = new LineRows()
  /** Those on which a good row stands, for the first time in the file. */
  contracts: ContractPlan[] = []
  findings: Finding[] = []
  rows = 0
  bad = 0

  /** Empty again, when all has been staged: the next rows are planned into the same memory. */
  clear(): void {
    this.lines.clear()
    this.contracts = []
    this.findings = []
    this.rows = 0
    this.bad = 0
  }
}

/** A row, and the cells of its contract. */
type Read = { reader: RowReader; cells: ContractCells }

const contractFields = [
  'contractNumber',
  'partner',
  'contractType',
  'customer',
  'contractStart',
  'contractEnd',
] as const

/** So many rows are planned before others have their turn: what is on its way to the database meanwhile leaves then. */
const TURN = 500

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
  const seen = new LinesSeen()
  const norms = new Map<string, string>()
  const normOf = (number: string) => remembered(norms, number, normaliseContractNumber)
  const vendors = new Map<string, string>()

  function cellsOf(reader: RowReader, row: ReadRow): ContractCells {
    const number = reader.text('contractNumber')
    const partner = reader.text('partner')
    const type = reader.text('contractType')
    const customer = reader.text('customer')
    const raw = [partner, type, customer, row.cells[mapping.contractStart ?? -1], row.cells[mapping.contractEnd ?? -1]]
    return { number, numberNorm: normOf(number), partner, type, customer, raw }
  }

  const places = contractFields.map((field) => mapping[field] ?? -1)
  let above: { row: ReadRow; cells: ContractCells } | undefined

  /** A contract's rows mostly stand together: what was read without a fault is not read again. */
  function cellsBelow(reader: RowReader, row: ReadRow): ContractCells {
    const before = above
    if (before && places.every((place) => before.row.cells[place] === row.cells[place])) return before.cells
    const findings = reader.findings.length
    const cells = cellsOf(reader, row)
    above = reader.findings.length === findings ? { row, cells } : undefined
    return cells
  }

  function contractOf(reader: RowReader, cells: ContractCells): ContractPlan | null {
    const first = contracts.get(cells.numberNorm)
    if (first && sameRaw(first, cells)) return first
    const plan = planContract(reader, cells, known, options)
    if (!plan) return null
    if (!first) {
      const made = {
        ...plan,
        no: contracts.size + 1,
        contractId: plan.known?.contractId ?? newId(),
        used: false,
      }
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
    const serviceLevel = reader.text('serviceLevel')
    const start = reader.date('lineStart')
    const end = reader.date('lineEnd')
    if (serial === '') {
      // Without a serial a row is just a contract; a product without one is a line somebody left unfinished.
      if ((productId || serviceLevel) && !reader.findings.some(({ field }) => field === 'serial'))
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
    const earlier = seen.take(contract.no, vendorNorm, serialNorm, reader.row)
    if (earlier !== undefined) reader.wrong('duplicate_serial', 'serial', { row: earlier })
    return { vendor, vendorNorm, serial, serialNorm, productId, serviceLevel, startsAt, endsAt }
  }

  function takeRow({ reader, cells }: Read, into: Planned): void {
    const contract = contractOf(reader, cells)
    const line = lineOf(reader, contract)
    if (reader.findings.length > 0 || !contract) {
      into.findings.push(...reader.findings)
      into.bad += 1
      return
    }
    if (!contract.used) into.contracts.push(contract)
    contract.used = true
    if (line) into.lines.add(reader.row, contract, line)
  }

  return {
    /** Reads batches of rows and then what they name, on a connection of its own; may be a batch ahead of `plan`. */
    async *read(db: Db, batches: AsyncIterable<ReadRow[]>): AsyncGenerator<Read[]> {
      for await (const rows of batches) {
        const readers = rows.map((row) => {
          const reader = read(row)
          return { reader, cells: cellsBelow(reader, row) }
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
        yield readers
      }
    },
    /** Plans a batch, behind what was planned and not staged yet. */
    async plan(rows: Read[], planned: Planned): Promise<void> {
      for (let at = 0; at < rows.length; at += TURN) {
        if (at > 0) await setImmediate()
        for (const row of rows.slice(at, at + TURN)) takeRow(row, planned)
      }
      planned.rows += rows.length
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
