import { normalise } from '../platform/normalise.ts'

/** What a row of a file may say: its contract, and one line of it. In the order of the template. */
export const importFields = [
  'partner',
  'contractNumber',
  'contractType',
  'customer',
  'contractStart',
  'contractEnd',
  'serial',
  'vendor',
  'productId',
  'serviceLevel',
  'lineStart',
  'lineEnd',
] as const
export type ImportField = (typeof importFields)[number]

/** Field → place of its column in the header, 0 being the first. A field without a place is not in the file. */
export type Mapping = Partial<Record<ImportField, number>>

/** `iso` takes no guess: a date with slashes is an error then, because day and month cannot be told apart. */
export const dateOrders = ['iso', 'dmy', 'mdy'] as const
export type DateOrder = (typeof dateOrders)[number]

export type ImportOptions = {
  /** Makes customers that the partner does not have; without it they are errors. */
  createCustomers: boolean
  /** What happens to what is recorded and not in the file: nothing, lines of its contracts end, contracts of its partners too. */
  endMissing: 'none' | 'lines' | 'contracts'
  dateOrder: DateOrder
  /** The vendor of every line that names none. */
  vendor: string
}

export const standardOptions: ImportOptions = {
  createCustomers: false,
  endMissing: 'none',
  dateOrder: 'iso',
  vendor: '',
}

/** Names that columns have in files people keep, English and Spanish; compared without capitals, accents and punctuation. */
const columnNames: Record<ImportField, string[]> = {
  partner: [
    'partner',
    'partner name',
    'reseller',
    'bill to',
    'socio',
    'partner id',
    'distribuidor',
    'empresa asociada',
  ],
  contractNumber: [
    'contract number',
    'contract',
    'contract no',
    'contract id',
    'agreement',
    'agreement number',
    'numero de contrato',
    'contrato',
    'n de contrato',
    'num contrato',
    'no contrato',
  ],
  contractType: ['contract type', 'type', 'service program', 'program', 'tipo de contrato', 'tipo', 'programa'],
  customer: [
    'customer',
    'customer name',
    'end customer',
    'end customer name',
    'site',
    'installed at',
    'end user',
    'cliente',
    'nombre del cliente',
    'cliente final',
    'customer id',
  ],
  contractStart: [
    'contract start',
    'contract start date',
    'contract begins',
    'contract first day',
    'inicio del contrato',
    'fecha de inicio del contrato',
    'primer dia del contrato',
    'contrato desde',
  ],
  contractEnd: [
    'contract end',
    'contract end date',
    'contract ends',
    'contract last day',
    'fin del contrato',
    'fecha de fin del contrato',
    'ultimo dia del contrato',
    'contrato hasta',
    'vencimiento del contrato',
  ],
  serial: ['serial', 'serial number', 'serial no', 's n', 'sn', 'numero de serie', 'n de serie', 'serie'],
  vendor: ['vendor', 'manufacturer', 'brand', 'oem', 'fabricante', 'marca'],
  productId: [
    'product id',
    'product',
    'pid',
    'product number',
    'part number',
    'sku',
    'model',
    'producto',
    'id de producto',
    'referencia',
    'modelo',
    'codigo de producto',
  ],
  serviceLevel: ['service level', 'sla', 'level', 'service', 'nivel de servicio', 'nivel', 'servicio'],
  lineStart: [
    'line start',
    'line start date',
    'coverage start',
    'start',
    'start date',
    'from',
    'first day',
    'inicio de la linea',
    'inicio de cobertura',
    'inicio',
    'fecha de inicio',
    'desde',
    'primer dia',
  ],
  lineEnd: [
    'line end',
    'line end date',
    'coverage end',
    'end',
    'end date',
    'until',
    'to',
    'expires',
    'last day',
    'fin de la linea',
    'fin de cobertura',
    'fin',
    'fecha de fin',
    'hasta',
    'vencimiento',
    'ultimo dia',
  ],
}

const plain = (text: string) =>
  normalise(text.replace(/([a-z])([A-Z])/g, '$1 $2'))
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()

/** How the header is remembered: its names, in their order. */
export function headerKey(header: readonly string[]): string {
  return header.map(plain).join('|').slice(0, 2000)
}

/** Which column is which, as far as their names tell; each column once, the first of two alike. */
export function guessMapping(header: readonly string[]): Mapping {
  const names = header.map(plain)
  const mapping: Mapping = {}
  for (const field of importFields) {
    const own = plain(field)
    const found = names.findIndex(
      (name, place) => (name === own || columnNames[field].includes(name)) && !Object.values(mapping).includes(place),
    )
    if (found >= 0) mapping[field] = found
  }
  return mapping
}

/** Day and month first, as far as the sample tells: a number above 12 can only be a day. */
export function guessDateOrder(sample: readonly (readonly string[])[]): DateOrder {
  const dates = sample.flat().flatMap((text) => /^(\d{1,2})[/-](\d{1,2})[/-]\d{4}$/.exec(text) ?? [])
  for (let at = 0; at < dates.length; at += 3) {
    if (Number(dates[at + 1]) > 12) return 'dmy'
    if (Number(dates[at + 2]) > 12) return 'mdy'
  }
  return 'iso'
}
