/** What a sysDescr says: the groups `version`, `model` and `serial` are taken, as far as a pattern has them. */
export type Rule = { family: string; pattern: RegExp }

export type Members = {
  serial: string
  model?: string
  version?: string
  /** Where the rows are of all kinds of parts: the column that tells, and what it says of a chassis. */
  only?: { column: string; is: string }
  /** Read although ENTITY-MIB has a chassis' serial: it may have the first member's alone. */
  beside?: boolean
  /** Where the model is a number: the column of the chassis with it, and the column that names each number. */
  modelBy?: { number: string; name: string }
}

/**
 * How to read one vendor's devices. OIDs are below 1.3.6.1.4.1 unless they begin with `1.3.6.1`; those that begin with `+` go on
 * from the device's own sysObjectID. Of several, the first that answers is taken.
 */
export type Profile = {
  vendor: string
  /** What sysObjectID begins with, below 1.3.6.1.4.1; the longest of all profiles decides. */
  objects: string[]
  /** For agents that give somebody else's sysObjectID (net-snmp's, often). */
  descr?: RegExp
  rules?: Rule[]
  /** Where no rule fits. */
  family?: string
  serial?: string[]
  model?: string[]
  version?: string[]
  /** Tables with a row for each member of a stack; read where ENTITY-MIB names no chassis' serial. */
  members?: Members[]
  /** Further columns, whose first cell that `versionIn` or `modelIn` finds something in counts. */
  texts?: string[]
  /** The version in whatever said it: its first group. */
  versionIn?: RegExp
  /** The model in whatever a `model` OID said: its first group. */
  modelIn?: RegExp
  /** Says `model` OIDs and sysDescr know it better than ENTITY-MIB. */
  modelFirst?: boolean
  /** Its number is on many vendors' devices: whoever recognises the sysDescr goes before. */
  generic?: boolean
}

export const enterprises = '1.3.6.1.4.1.'

/** An OID as a profile writes it, in full; undefined where it is relative and there is nothing to go on from. */
export function fullOid(oid: string, sysObjectId: string | undefined): string | undefined {
  if (oid.startsWith('+')) return sysObjectId && `${sysObjectId}.${oid.slice(1)}`
  return oid.startsWith('1.3.6.1.') ? oid : enterprises + oid
}
