import { csvFile } from '../platform/files/csv.ts'
import { XLSX_TYPE, xlsxFile } from '../platform/files/xlsx.ts'
import type { FileAnswer } from '../platform/http/route.ts'

const header = [
  'Partner',
  'Contract number',
  'Contract type',
  'Customer',
  'Contract start',
  'Contract end',
  'Serial number',
  'Vendor',
  'Product id',
  'Service level',
  'Line start',
  'Line end',
]
const encabezado = [
  'Partner',
  'Número de contrato',
  'Tipo de contrato',
  'Cliente',
  'Inicio del contrato',
  'Fin del contrato',
  'Número de serie',
  'Fabricante',
  'Id de producto',
  'Nivel de servicio',
  'Inicio de la línea',
  'Fin de la línea',
]

/** A file to fill in: the columns as they are recognised without choosing, and one row that says how. */
export async function template(
  format: 'csv' | 'xlsx',
  language: string,
  example: { partner: string; contractType: string; vendor: string },
): Promise<FileAnswer> {
  const year = new Date().getUTCFullYear()
  const names = language.startsWith('es') ? encabezado : header
  const [start, end] = [`${year}-01-01`, `${year}-12-31`]
  const row = [
    example.partner,
    'SC-4711-0815',
    example.contractType,
    'Example Industries',
    start,
    end,
    'FOC2345X0AB',
    example.vendor,
    'C9300-48P',
    '8x5xNBD',
    start,
    end,
  ]
  const name = `contracts-${language.startsWith('es') ? 'plantilla' : 'template'}`
  if (format === 'csv') return { file: csvFile(names, [row]), type: 'text/csv; charset=utf-8', name: `${name}.csv` }
  return { file: await xlsxFile('Contracts', names, [row]), type: XLSX_TYPE, name: `${name}.xlsx` }
}
