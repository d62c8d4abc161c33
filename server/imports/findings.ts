import type { ImportField } from './fields.ts'

/** What can be wrong with a row. Pages say it in words under `finding.<code>`. */
export const findingCodes = [
  'required',
  'formula',
  'error_value',
  'nested',
  'unknown_column',
  'text_too_long',
  'contract_number_short',
  'unknown_partner',
  'other_partners_contract',
  'unknown_contract_type',
  'contract_type_retired',
  'unknown_customer',
  'ambiguous_customer',
  'customer_archived',
  'invalid_date',
  'ambiguous_date',
  'ends_before_start',
  'line_ends_before_start',
  'line_outside_contract',
  'contradicts_row',
  'serial_missing',
  'duplicate_serial',
] as const
export type FindingCode = (typeof findingCodes)[number]

export type Finding = {
  row: number
  field: ImportField | null
  place: number | null
  code: FindingCode
  /** What stands there, cut short. */
  value: string
  params: Record<string, string | number>
}

/** So many are kept and shown; all are counted. */
export const keptFindings = 10_000
