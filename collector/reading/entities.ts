import type { Columns } from '../snmp/columns.ts'

const entPhysicalEntry = '1.3.6.1.2.1.47.1.1.1.1'

/** What of ENTITY-MIB's entPhysicalTable is read, by its number there. */
const columns = {
  description: 2,
  parent: 4,
  class: 5,
  name: 7,
  hardwareVersion: 8,
  firmwareVersion: 9,
  softwareVersion: 10,
  serial: 11,
  manufacturer: 12,
  model: 13,
} as const
type Column = keyof typeof columns

export const entityColumns = Object.values(columns).map((column) => `${entPhysicalEntry}.${column}`)

/** A row of entPhysicalTable. `class` as in the MIB: 3 chassis, 6 power, 7 fan, 8 sensor, 9 module, 10 port, 11 stack. */
export type Entity = { index: string } & Partial<Record<Column, string>>

export function entitiesOf(read: Columns): Entity[] {
  const rows: Entity[] = []
  const places = new Map<string, Entity>()
  for (const [name, column] of Object.entries(columns) as [Column, number][]) {
    const { indices, cells } = read.get(`${entPhysicalEntry}.${column}`) ?? { indices: [], cells: [] }
    for (let at = 0; at < indices.length; at++) {
      const index = indices[at] as string
      // Columns mostly hold the same rows, in the same order.
      let row = rows[at]?.index === index ? rows[at] : places.get(index)
      if (!row) {
        row = { index }
        rows.push(row)
        places.set(index, row)
      }
      const text = cells[at]
      if (text !== undefined) row[name] = text
    }
  }
  return rows.sort((a, b) => Number(a.index) - Number(b.index))
}
