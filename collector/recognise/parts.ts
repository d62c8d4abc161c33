import type { Entity } from '../reading/entities.ts'
import type { Component, ComponentKind } from '../wire.ts'
import { serialOf } from './placeholders.ts'

const CHASSIS = '3'
const SENSOR = '8'
const STACK = '11'

const kinds: Record<string, ComponentKind> = {
  [CHASSIS]: 'chassis',
  '4': 'module',
  '6': 'power',
  '7': 'fan',
  '9': 'module',
  '10': 'port',
  [STACK]: 'stack',
  '12': 'module',
}

/**
 * The entities whose serials are contract keys: those of class chassis; failing these, of class stack; failing these, what
 * sits in nothing. What is in none of the classes is not taken for a device of its own where there is a first such.
 */
export function chassisOf(entities: Entity[]): Entity[] {
  const withSerial = entities.filter(({ serial }) => serialOf(serial))
  const ofClass = (kind: string) => withSerial.filter((entity) => entity.class === kind)
  for (const found of [ofClass(CHASSIS), ofClass(STACK)]) if (found.length > 0) return distinct(found)
  const known = new Set(entities.map(({ index }) => index))
  const roots = withSerial.filter(
    ({ parent, class: kind }) => kind !== SENSOR && (!parent || parent === '0' || !known.has(parent)),
  )
  const named = roots.filter(({ name = '', description = '' }) => /chassis/i.test(`${name} ${description}`))
  // Wireless controllers list their access points beside themselves, after themselves.
  return named.length > 0 ? distinct(named) : roots.slice(0, 1)
}

/** A stack of one often has its member's serial, and a member a module with its own. */
function distinct(entities: Entity[]): Entity[] {
  const seen = new Set<string>()
  return entities.filter(({ serial = '' }) => !seen.has(serial) && seen.add(serial))
}

/** Every part worth counting: what is a contract key, and what has a serial or a model and is no sensor. */
export function componentsOf(entities: Entity[], chassis: Entity[]): Component[] {
  const keys = new Set(chassis.map(({ serial }) => serial))
  const seen = new Set<string>()
  const components: Component[] = []
  for (const entity of entities) {
    const isKey = chassis.includes(entity)
    const kind = isKey ? 'chassis' : (kinds[entity.class ?? ''] ?? 'other')
    if (entity.class === SENSOR) continue
    const said = serialOf(entity.serial)
    // A fixed board has its chassis' serial: one part, one serial.
    const serial = isKey || !keys.has(entity.serial) ? said : null
    if (!isKey) {
      if (serial && seen.has(serial)) continue
      if (kind === 'port' && !serial) continue
      if (kind === 'other' && !serial) continue
      if (kind === 'chassis' && said === null) continue // A place in a stack that nobody has taken.
      if (!serial && !entity.model && kind !== 'stack') continue
    }
    if (serial) seen.add(serial)
    components.push(component(entity, kind === 'chassis' && !isKey ? 'other' : kind, serial))
  }
  return withParents(components, entities)
}

function component(entity: Entity, kind: ComponentKind, serial: string | null): Component {
  const { index, name, description, manufacturer, model, hardwareVersion, firmwareVersion, softwareVersion } = entity
  return {
    id: index,
    parent: entity.parent ?? null,
    kind,
    name: name ?? null,
    description: description ?? null,
    manufacturer: manufacturer ?? null,
    model: model ?? null,
    serial,
    hardwareVersion: hardwareVersion ?? null,
    firmwareVersion: firmwareVersion ?? null,
    softwareVersion: softwareVersion ?? null,
  }
}

/** Parents that are counted: slots and bays between are left out. */
function withParents(components: Component[], entities: Entity[]): Component[] {
  const parents = new Map(entities.map(({ index, parent }) => [index, parent]))
  const counted = new Set(components.map(({ id }) => id))
  return components.map((component) => {
    let parent = component.parent ?? undefined
    for (let depth = 0; parent !== undefined && !counted.has(parent) && depth < 32; depth++)
      parent = parents.get(parent)
    return { ...component, parent: parent !== undefined && counted.has(parent) ? parent : null }
  })
}
