import type { Entity } from '../reading/entities.ts'
import type { SystemGroup } from '../reading/read-device.ts'
import { type Column, type Columns, cellAt } from '../snmp/columns.ts'
import type { Component, Device } from '../wire.ts'
import { chassisOf, componentsOf } from './parts.ts'
import { serialOf } from './placeholders.ts'
import { fullOid, type Members, type Profile } from './profile.ts'

/** All that a device answered. */
export type Reading = {
  system: SystemGroup
  profile: Profile | undefined
  scalars: Map<string, string>
  tables: Columns
  entities: Entity[]
}

type Recognised = Omit<Device, 'kind' | 'address' | 'polledAt' | 'complete'>

/** A version as most vendors write it, in whatever is around it: `v5.6.4,build1575`, `Release 12.2(55)SE`. */
const anyVersion = /(?:^|[\s:=v(])((?:[A-Z]{1,3}\.)?\d+(?:[.(]\w+\)?)+(?:[-.]?\w+)*)/i

/** sysDescr of many small devices: what it is called by is what follows. */
const labelled = {
  serial: /\b(?:S\/N|SN|Serial(?: ?(?:Number|No\.?|#))?)\s*[:=#]\s*([A-Z0-9][\w-]{4,})/i,
  version:
    /\b(?:SW|S\/W|FW|F\/W|Firmware|Software|Version|Ver\.?|Rev(?:ision)?\.?|Release)(?:[ -]?(?:Version|Ver|Rev)\.?)?\s*[:=]?\s*v?(\d+(?:\.\w+)+)/i,
  model: /\b(?:Model|Product)(?: ?(?:Name|Number|No\.?))?\s*[:=]\s*([\w./+-]+(?: [A-Z0-9][\w./+-]*)?)/i,
}

/** What a device is, from what it answered: by MIB, vendor's OID and the shape of its texts alone. */
export function recognise(reading: Reading): Recognised {
  const { system, profile, entities } = reading
  const { descr = '' } = system
  const said = fromDescription(descr, profile)
  const keys = chassisOf(entities)
  const components = componentsOf(entities, keys)
  const deviceModel = modelOf(reading, said.model, keys[0])
  const version = versionOf(reading, said.version, keys)

  if (keys.length > 0) addMembers(reading, components)
  else components.unshift(...chassisElsewhere(reading, said.serial))
  const chassis = components.filter(({ kind }) => kind === 'chassis')
  for (const part of chassis) {
    const only = chassis.length === 1 && profile?.modelFirst
    part.model = (only ? deviceModel : part.model) ?? part.model ?? deviceModel
    part.softwareVersion ??= version
  }
  return {
    sysName: system.name ?? null,
    sysDescr: system.descr?.slice(0, 4000) ?? null,
    sysObjectId: system.objectId ?? null,
    sysLocation: system.location ?? null,
    sysContact: system.contact ?? null,
    vendor: profile?.vendor ?? keys[0]?.manufacturer ?? null,
    model: chassis[0]?.model ?? deviceModel,
    family: said.family,
    version,
    components,
  }
}

function fromDescription(descr: string, profile: Profile | undefined) {
  for (const { family, pattern } of profile?.rules ?? []) {
    const groups = pattern.exec(descr)
    if (groups)
      return { family, ...groups.groups } as { family: string; version?: string; model?: string; serial?: string }
  }
  const found = (pattern: RegExp) => pattern.exec(descr)?.[1]
  const [serial, version, model] = [found(labelled.serial), found(labelled.version), found(labelled.model)]
  return {
    family: profile?.family ?? null,
    ...(serial && { serial }),
    ...(version && { version }),
    ...(model && { model }),
  }
}

/** The first of these OIDs that answered with something in which `pattern` finds its group. */
function firstOf(
  { scalars, system }: Reading,
  oids: string[] | undefined,
  pattern: RegExp | undefined,
): string | undefined {
  for (const oid of oids ?? []) {
    const text = scalars.get(fullOid(oid, system.objectId) ?? '')
    const found = text && (pattern ? pattern.exec(text)?.[1] : text)
    if (found) return found.trim()
  }
  return undefined
}

function modelOf(reading: Reading, described: string | undefined, chassis: Entity | undefined): string | null {
  const { profile } = reading
  const own = firstOf(reading, profile?.model, profile?.modelIn) ?? described
  const listed = modelNamed(chassis)
  const model = (profile?.modelFirst ? (own ?? listed) : (listed ?? own)) ?? null
  return model && /[A-Z]/.test(model) ? model : (model?.toUpperCase() ?? null)
}

/** entPhysicalModelName; where that is empty, a name or description that is one word with a digit, as part numbers are. */
function modelNamed(chassis: Entity | undefined): string | undefined {
  const { model, name = '', description = '' } = chassis ?? {}
  if (model && !/^(unknown|n\/?a|none|not available|unspecified|default)$/i.test(model)) return model
  return [description, name]
    .map((text) => text.replace(/ chassis$/i, ''))
    .find((text) => /^(?=\D*\d)[A-Z][\w/+-]{3,}$/.test(text))
}

function versionOf(reading: Reading, described: string | undefined, keys: Entity[]): string | null {
  const { profile, tables, entities } = reading
  const pattern = profile?.versionIn ?? anyVersion
  const within = (text: string | undefined) => text && (pattern.exec(text)?.[1] ?? anyVersion.exec(text)?.[1])
  const textsIn = (oid: string) => tables.get(fullOid(oid, reading.system.objectId) ?? '')?.cells ?? []
  const texts = (profile?.texts ?? []).flatMap(textsIn)
  const members = (profile?.members ?? []).flatMap(({ version }) => (version ? textsIn(version) : []))
  // A module's version is not the system's: of ENTITY-MIB, that of a chassis or, failing it, of a root.
  const roots = entities.filter(({ parent, class: kind }) => kind === '3' || kind === '11' || parent === '0')
  const listed = [...keys, ...roots].map(({ softwareVersion }) => softwareVersion)
  const firmware = keys.map(({ firmwareVersion }) => firmwareVersion)
  const found =
    (profile?.version && firstOf(reading, profile.version, profile.versionIn ?? anyVersion)) ??
    described ??
    texts.map((text) => text && pattern.exec(text)?.[1]).find(Boolean) ??
    listed.map(within).find(Boolean) ??
    members.map(within).find(Boolean) ??
    firmware.map(within).find(Boolean)
  return found ? tidy(found, profile?.vendor) : null
}

/** Cisco's `17.06.04` and `03.07.03E` are what elsewhere is 17.6.4 and 3.7.3E. */
function tidy(version: string, vendor: string | undefined): string {
  const bare = version.replace(/[.,:;-]+$/, '')
  return vendor === 'Cisco' && /^\d\d\.\d\d\.\d\d[a-z]?$/i.test(bare) ? bare.replaceAll(/\b0+(?=\d)/g, '') : bare
}

/** The members of a stack that ENTITY-MIB has as modules, or not at all. */
function addMembers(reading: Reading, components: Component[]): void {
  for (const members of reading.profile?.members ?? []) {
    const found = members.beside ? membersIn(reading, members) : []
    if (found.length < 2) continue
    for (const member of found) {
      const known = components.find(({ serial }) => serial === member.serial)
      if (known) known.kind = 'chassis'
      else components.push(member)
    }
  }
}

/** Where ENTITY-MIB has no chassis' serial: the vendor's table of members, its single value, or sysDescr. */
function chassisElsewhere(reading: Reading, described: string | undefined): Component[] {
  const { profile, system, scalars } = reading
  const stack =
    (profile?.members ?? []).map((members) => membersIn(reading, members)).find(({ length }) => length > 0) ?? []
  if (stack.length > 1) return stack
  const answered = (profile?.serial ?? []).map((oid) => scalars.get(fullOid(oid, system.objectId) ?? ''))
  const serial = [...answered, described].map(serialOf).find((serial) => serial !== null)
  return serial && serial !== stack[0]?.serial ? [bareChassis('chassis', { serial })] : stack
}

function membersIn({ tables, system }: Reading, { serial, model, version, only, modelBy }: Members): Component[] {
  const none: Column = { indices: [], cells: [] }
  const column = (oid: string | undefined) => (oid && tables.get(fullOid(oid, system.objectId) ?? '')) || none
  const number = column(modelBy?.number).cells[0]
  const named = number ? cellAt(column(modelBy?.name), number) : undefined
  const serials = column(serial)
  const seen = new Set<string>()
  return serials.indices.flatMap((index, at) => {
    if (only && cellAt(column(only.column), index) !== only.is) return []
    const own = serialOf(serials.cells[at])
    if (!own || seen.has(own)) return []
    seen.add(own)
    const said = {
      model: named ?? cellAt(column(model), index),
      version: cellAt(column(version), index),
    }
    return [bareChassis(`member-${index}`, { serial: own, ...said })]
  })
}

function bareChassis(
  id: string,
  said: { serial: string; model?: string | undefined; version?: string | undefined },
): Component {
  return {
    id,
    parent: null,
    kind: 'chassis',
    name: null,
    description: null,
    manufacturer: null,
    model: said.model ?? null,
    serial: said.serial,
    hardwareVersion: null,
    firmwareVersion: null,
    softwareVersion: said.version ?? null,
  }
}
