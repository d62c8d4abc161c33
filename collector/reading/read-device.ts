import { needsMembers, profileOf, scalarsOf, tablesOf } from '../recognise/profiles.ts'
import { recognise } from '../recognise/recognise.ts'
import { type Columns, readColumns, readScalars } from '../snmp/columns.ts'
import { SnmpFailure } from '../snmp/failure.ts'
import type { DeviceSession } from '../snmp/session.ts'
import { textOf } from '../snmp/text.ts'
import type { Device } from '../wire.ts'
import { entitiesOf, entityColumns } from './entities.ts'

const system = '1.3.6.1.2.1.1'
const systemGroup = {
  descr: `${system}.1.0`,
  objectId: `${system}.2.0`,
  contact: `${system}.4.0`,
  name: `${system}.5.0`,
  location: `${system}.6.0`,
}

export type SystemGroup = Partial<Record<keyof typeof systemGroup, string>>

/** Who a device says it is. Of the first answer: whether it answers at all shows here. @throws {SnmpFailure} */
export async function readSystem(session: DeviceSession): Promise<SystemGroup> {
  const answered = await readScalars(session, Object.values(systemGroup))
  const entries = Object.entries(systemGroup).map(([name, oid]) => [name, textOf(answered.get(oid))])
  return Object.fromEntries(entries.filter(([, text]) => text !== undefined))
}

/**
 * Reads one device: the system group, ENTITY-MIB, and what its vendor keeps elsewhere. A device that falls silent after its
 * first answer comes as far as it was read, and says so (`complete`).
 * @throws {SnmpFailure} when there is no first answer
 */
export async function readDevice(session: DeviceSession, address: string): Promise<Device> {
  const said = await readSystem(session)
  const profile = profileOf(said)
  const scalars = new Map<string, string>()
  const tables: Columns = new Map()
  const read = { system: said, profile, scalars, tables, entities: entitiesOf(new Map()) }
  let complete = true
  try {
    for (const [oid, varbind] of await readScalars(session, scalarsOf(profile, said))) {
      const text = textOf(varbind)
      if (text !== undefined) scalars.set(oid, text)
    }
    read.entities = entitiesOf(await readColumns(session, entityColumns))
    for (const columns of tablesOf(profile, said, needsMembers(read)))
      for (const [oid, cells] of await readColumns(session, columns)) tables.set(oid, cells)
  } catch (error) {
    if (!(error instanceof SnmpFailure)) throw error
    complete = false
  }
  return { kind: 'device', address, polledAt: new Date().toISOString(), ...recognise(read), complete }
}
