import { openTable } from '../platform/files/read-table.ts'
import { type ReadCell, TableFault, type TableFaultCode, tableLimits } from '../platform/files/table.ts'
import type { Upload } from '../platform/http/upload.ts'
import { eoxMilestones, type Milestone } from './milestones.ts'

/** One product, or one train of a software family, as a file says. */
export type Entry = {
  /** Of the file: a row, or the place of a record from 1. */
  row: number
  about: 'hardware' | 'software'
  name: string
  vendor: string
  cycle: string
  title: string
  bulletin: string
  url: string
  replacement: string
  source: 'eox' | 'endoflife'
  /** Days (`2027-01-31`); null: passed, nobody says when. */
  milestones: Partial<Record<Milestone, string | null>>
}
export type FindingCode =
  | 'required'
  | 'invalid_date'
  | 'invalid_value'
  | 'text_too_long'
  | 'duplicate'
  | 'invalid_train'
export type Finding = { row: number; field: string; code: FindingCode; value: string }
export type ReadFile = {
  source: 'eox' | 'endoflife'
  /** As the file calls it; the vendor may say otherwise. */
  family: string
  entries: Entry[]
  findings: Finding[]
  /** Records that say of a product that nothing is known. */
  empty: number
}

export const lifecycleLimits = { bytes: tableLimits.jsonBytes, records: 50_000 } as const

type Given = { family: string; vendor: string }
type Item = Record<string, unknown>
const isItem = (value: unknown): value is Item => typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Reads lifecycle data: JSON or a table in the EoX shape, or a product of endoflife.date as its site, its first or its present API have it.
 * What is wrong with a record is a finding; of the others all count.
 * @throws TableFault when it is none of these
 */
export async function readLifecycle(upload: Pick<Upload, 'read' | 'bytes'>, given: Given): Promise<ReadFile> {
  const first = await firstCharacter(upload)
  if (first !== '{' && first !== '[') return readTable(upload, given)
  if (upload.bytes > lifecycleLimits.bytes)
    throw new TableFault('too_large', { megabytes: lifecycleLimits.bytes / 1024 ** 2 })
  let parsed: unknown
  try {
    parsed = JSON.parse(await textOf(upload))
  } catch (error) {
    if (error instanceof TypeError) throw new TableFault('not_utf8')
    throw error instanceof SyntaxError ? new TableFault('malformed_json') : error
  }
  const releases = releasesOf(parsed)
  if (releases) return readReleases(releases, given)
  const records = eoxRecordsOf(parsed)
  if (!records) throw new TableFault('unknown_format')
  return readEox(
    records.map((record, index) => ({ row: index + 1, record })),
    given,
  )
}

async function firstCharacter({ read }: Pick<Upload, 'read'>): Promise<string> {
  for await (const chunk of read())
    return Buffer.from(chunk)
      .toString('utf8')
      .replace(/^\uFEFF/, '')
      .trimStart()
      .charAt(0)
  throw new TableFault('no_rows')
}

async function textOf({ read }: Pick<Upload, 'read'>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of read()) chunks.push(chunk)
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
}

function eoxRecordsOf(parsed: unknown): unknown[] | null {
  const pages = Array.isArray(parsed) ? parsed : [parsed]
  const found: unknown[] = []
  for (const page of pages) {
    if (!isItem(page)) return null
    const inside = page.EOXRecord ?? page.EOXRecords
    if (Array.isArray(inside)) found.push(...inside)
    else if ('EOLProductID' in page || 'EOXInputValue' in page) found.push(page)
    else return null
  }
  return found
}

async function readTable({ read }: Pick<Upload, 'read'>, given: Given): Promise<ReadFile> {
  const table = await openTable(read, undefined)
  if (!table.header.some((name) => name.trim() === 'EOLProductID')) throw new TableFault('unknown_format')
  const numbered: { row: number; record: unknown }[] = []
  for await (const rows of table.rows) {
    for (const { row, cells } of rows) {
      const record = Object.fromEntries(
        table.header.map((name, place) => [name.trim(), dayOf(cells[place], name, table.date1904)]),
      )
      numbered.push({ row, record })
    }
    if (numbered.length > lifecycleLimits.records)
      throw new TableFault('too_many_rows', { max: lifecycleLimits.records })
  }
  return readEox(numbered, given)
}

/** A workbook's dates are numbers of days. */
function dayOf(cell: ReadCell | undefined, column: string, date1904: boolean): unknown {
  if (typeof cell !== 'number' || !(column.trim() in eoxMilestones)) return cell
  const at = Date.UTC(1899, 11, 30) + (cell + (date1904 ? 1462 : 0)) * 86_400_000
  return Math.abs(at) < 8e15 ? new Date(at).toISOString().slice(0, 10) : cell
}

const texts = {
  title: ['ProductIDDescription', 500],
  bulletin: ['ProductBulletinNumber', 100],
  url: ['LinkToProductBulletinURL', 1000],
} as const

function readEox(numbered: { row: number; record: unknown }[], given: Given): ReadFile {
  if (numbered.length > lifecycleLimits.records) throw new TableFault('too_many_rows', { max: lifecycleLimits.records })
  const file: ReadFile = { source: 'eox', family: given.family, entries: [], findings: [], empty: 0 }
  for (const { row, record } of numbered) {
    const findings: Finding[] = []
    const wrong = (field: string, code: FindingCode, value: unknown) =>
      findings.push({ row, field, code, value: shown(value) })
    const item = isItem(record) ? record : {}
    const text = (field: string, max: number, of: Item = item): string => {
      const value = of[field]
      if (value === undefined || value === null) return ''
      if (typeof value !== 'string' && typeof value !== 'number') wrong(field, 'invalid_value', value)
      const said = typeof value === 'object' ? '' : String(value).trim()
      if (said.length > max) wrong(field, 'text_too_long', said)
      return said
    }
    const name = text('EOLProductID', 255)
    if (!name) {
      // An answer of the API about a product that it knows nothing of.
      if (isItem(record) && text('EOXInputValue', 1000) && !item.LastDateOfSupport && !item.EndOfSaleDate)
        file.empty += 1
      else if (
        isItem(record) &&
        (isItem(item.EOXError) || Object.keys(eoxMilestones).every((field) => !dateIn(item[field]).said))
      )
        file.empty += 1
      else file.findings.push({ row, field: 'EOLProductID', code: 'required', value: '' })
      continue
    }
    const milestones: Entry['milestones'] = {}
    for (const [field, milestone] of Object.entries(eoxMilestones)) {
      const { said, day } = dateIn(item[field])
      if (day) milestones[milestone] = day
      else if (said) wrong(field, 'invalid_date', said)
    }
    const migration = isItem(item.EOXMigrationDetails) ? item.EOXMigrationDetails : item
    const entry: Entry = {
      row,
      ...nameOf(name, given),
      vendor: given.vendor,
      title: text(...texts.title),
      bulletin: text(...texts.bulletin),
      url: webAddress(text(...texts.url)),
      replacement: text('MigrationProductId', 255, migration),
      source: 'eox',
      milestones,
    }
    file.findings.push(...findings)
    if (findings.length === 0) file.entries.push(entry)
  }
  return file
}

/** A product id; or software, where the vendor says of which family the file is and the name ends with a train. */
function nameOf(name: string, { family }: Given): Pick<Entry, 'about' | 'name' | 'cycle'> {
  const train = family ? /(?:^|[\s_-])v?(\d+(?:[.(]\S*)?)$/i.exec(name)?.[1] : undefined
  return train ? { about: 'software', name: family, cycle: train } : { about: 'hardware', name, cycle: '' }
}

const webAddress = (said: string) => (/^https?:\/\//i.test(said) ? said : '')

/** `{value, dateFormat}` as the API has it, or the bare text of a table. */
function dateIn(given: unknown): { said: string; day: string | null } {
  const { value, dateFormat } = isItem(given) ? given : { value: given, dateFormat: undefined }
  const said =
    value === null || value === undefined
      ? ''
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value).trim()
  return { said, day: said ? parsedDay(said, typeof dateFormat === 'string' ? dateFormat.trim() : '') : null }
}

function parsedDay(said: string, format: string): string | null {
  const shape = (format || 'YYYY-MM-DD').toUpperCase()
  if (!/^(?=.*YYYY)(?=.*MM)(?=.*DD)[YMD./ -]{8,10}$/.test(shape)) return null
  const pattern = shape
    .replace(/[.]/g, '\\.')
    .replace('YYYY', '(?<y>\\d{4})')
    .replace('MM', '(?<m>\\d{1,2})')
    .replace('DD', '(?<d>\\d{1,2})')
  const groups = new RegExp(`^${pattern}$`).exec(said)?.groups
  return groups ? realDay(Number(groups.y), Number(groups.m), Number(groups.d)) : null
}

function realDay(year: number, month: number, day: number): string | null {
  const at = new Date(Date.UTC(year, month - 1, day))
  const isReal = year >= 1970 && year < 2200 && at.getUTCMonth() === month - 1 && at.getUTCDate() === day
  return isReal ? at.toISOString().slice(0, 10) : null
}

type Releases = { family: string; items: unknown[] }

function releasesOf(parsed: unknown): Releases | null {
  if (Array.isArray(parsed))
    return parsed.length > 0 && parsed.every((one) => isItem(one) && 'cycle' in one)
      ? { family: '', items: parsed }
      : null
  if (!isItem(parsed)) return null
  const product = isItem(parsed.result) ? parsed.result : parsed
  if (!Array.isArray(product.releases)) return null
  const family = [product.label, product.title, product.name].find((one) => typeof one === 'string' && one.trim()) as
    | string
    | undefined
  return { family: family?.trim() ?? '', items: product.releases }
}

/** Where each milestone may stand: as a day, as whether it is passed; `support: true` says that it is not. */
const releaseFields: [Milestone, { dates: string[]; passed: string[] }][] = [
  ['end_of_active_support', { dates: ['eoas', 'support', 'eoasFrom'], passed: ['isEoas'] }],
  ['end_of_security_support', { dates: ['eol', 'eolFrom'], passed: ['isEol'] }],
  ['end_of_extended_support', { dates: ['eoes', 'extendedSupport', 'eoesFrom'], passed: ['isEoes'] }],
  ['end_of_sale', { dates: ['discontinued', 'discontinuedFrom'], passed: ['isDiscontinued'] }],
]

function readReleases({ family, items }: Releases, given: Given): ReadFile {
  if (items.length > lifecycleLimits.records)
    throw new TableFault('too_many_rows' satisfies TableFaultCode, { max: lifecycleLimits.records })
  const name = given.family || family
  const file: ReadFile = { source: 'endoflife', family: name, entries: [], findings: [], empty: 0 }
  items.forEach((item, index) => {
    const row = index + 1
    const findings: Finding[] = []
    const wrong = (field: string, code: FindingCode, value: unknown) =>
      findings.push({ row, field, code, value: shown(value) })
    const release = isItem(item) ? item : {}
    const cycle = String(release.releaseCycle ?? release.cycle ?? release.name ?? '').trim()
    if (!cycle) wrong('releaseCycle', 'required', '')
    if (cycle.length > 100) wrong('releaseCycle', 'text_too_long', cycle)
    if (!name) wrong('family', 'required', '')
    const milestones: Entry['milestones'] = {}
    for (const [milestone, { dates, passed }] of releaseFields) {
      for (const field of dates) {
        const value = release[field]
        if (typeof value === 'string' && value.trim()) {
          const day = parsedDay(value.trim(), '')
          if (day) milestones[milestone] = day
          else wrong(field, 'invalid_date', value)
        } else if (value === true && !['support', 'extendedSupport'].includes(field)) milestones[milestone] ??= null
        else if (value === false && field === 'support') milestones[milestone] ??= null
        else if (typeof value === 'number' || isItem(value)) wrong(field, 'invalid_value', value)
      }
      if (passed.some((field) => release[field] === true)) milestones[milestone] ??= null
    }
    const label = [release.releaseLabel, release.label].find((one) => typeof one === 'string') as string | undefined
    file.findings.push(...findings)
    if (findings.length > 0) return
    const url = typeof release.link === 'string' ? webAddress(release.link.trim()).slice(0, 1000) : ''
    file.entries.push({
      row,
      about: 'software',
      name,
      vendor: given.vendor,
      cycle,
      title: (label ?? '').trim().slice(0, 500),
      bulletin: '',
      url,
      replacement: '',
      source: 'endoflife',
      milestones,
    })
  })
  return file
}

const shown = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, 200)
