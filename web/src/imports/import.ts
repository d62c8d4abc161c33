import type { components } from '../api/schema.ts'
import type { Tone } from '../ui/StateBadge.tsx'

export type Import = components['schemas']['Import']
export type ImportSummary = components['schemas']['ImportSummary']
export type Field = keyof Import['mapping']
export type Difference = 'new' | 'changed' | 'unchanged' | 'missing'

export const fields: Field[] = [
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
]

export const importTones: Record<ImportSummary['state'], Tone> = {
  uploaded: 'attention',
  checking: 'info',
  checked: 'attention',
  applying: 'info',
  applied: 'good',
  failed: 'bad',
  cancelled: 'neutral',
}
export const importStates = Object.keys(importTones) as ImportSummary['state'][]
export const differences: Difference[] = ['new', 'changed', 'missing', 'unchanged']

export const maxMegabytes = 50

/** A spreadsheet's name of a column: 0 is A. */
export function columnName(place: number): string {
  return place < 26
    ? String.fromCharCode(65 + place)
    : `${columnName(Math.floor(place / 26) - 1)}${columnName(place % 26)}`
}

export function importHref({ importId }: { importId: string }): string {
  return `/vendor/contracts/import/${importId}`
}

/** Whether somebody is at work on it, so that it changes by itself. */
export const isWorking = ({ state }: Pick<Import, 'state'>) => state === 'checking' || state === 'applying'

/** How many contracts and lines would be recorded, changed or ended. */
export function changesOf({ counts, options }: Pick<Import, 'counts' | 'options'>): number {
  if (!counts) return 0
  const { contracts, lines } = counts
  const ended =
    (options.endMissing === 'contracts' ? contracts.missing : 0) + (options.endMissing === 'none' ? 0 : lines.missing)
  return contracts.new + contracts.changed + lines.new + lines.changed + ended
}
