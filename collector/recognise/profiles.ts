import type { Entity } from '../reading/entities.ts'
import type { SystemGroup } from '../reading/read-device.ts'
import { access } from './access.ts'
import { cisco } from './cisco.ts'
import { networks } from './networks.ts'
import { serialOf } from './placeholders.ts'
import { enterprises, fullOid, type Members, type Profile } from './profile.ts'
import { security } from './security.ts'
import { sites } from './sites.ts'

const profiles = [...cisco, ...networks, ...access, ...security, ...sites]

/** Whose device it is: by sysObjectID, and by sysDescr where that is nobody's in particular. */
export function profileOf({ objectId, descr = '' }: SystemGroup): Profile | undefined {
  const owner = objectId ? longestMatch(objectId) : undefined
  if (owner && !owner.generic) return owner
  return profiles.find((profile) => profile.descr?.test(descr)) ?? owner
}

const byObject = new Map(profiles.flatMap((profile) => profile.objects.map((object) => [object, profile])))

function longestMatch(objectId: string): Profile | undefined {
  if (!objectId.startsWith(enterprises)) return undefined
  for (
    let object = objectId.slice(enterprises.length);
    object;
    object = object.slice(0, Math.max(0, object.lastIndexOf('.')))
  ) {
    const profile = byObject.get(object)
    if (profile) return profile
  }
  return undefined
}

/** The single values to ask for, in full. */
export function scalarsOf(profile: Profile | undefined, { objectId }: SystemGroup): string[] {
  const { serial = [], model = [], version = [] } = profile ?? {}
  return fullOids([...serial, ...model, ...version], objectId)
}

/** The tables to walk, the columns of each together. */
export function tablesOf(profile: Profile | undefined, { objectId }: SystemGroup, members: boolean): string[][] {
  const groups = [
    ...(profile?.members ?? []).filter(({ beside }) => members || beside).flatMap(columnsOf),
    ...(profile?.texts ?? []).map((text) => [text]),
  ]
  return groups.map((columns) => fullOids(columns, objectId)).filter((columns) => columns.length > 0)
}

function columnsOf({ serial, model, version, only, modelBy }: Members): string[][] {
  const rows = [serial, model, version, only?.column].filter((column) => column !== undefined)
  return modelBy ? [rows, [modelBy.number, modelBy.name]] : [rows]
}

function fullOids(oids: string[], objectId: string | undefined): string[] {
  return [...new Set(oids.flatMap((oid) => fullOid(oid, objectId) ?? []))]
}

/** Whether ENTITY-MIB leaves open what the chassis' serials are. */
export function needsMembers({ entities }: { entities: Entity[] }): boolean {
  return !entities.some(({ class: kind, serial }) => kind === '3' && serialOf(serial))
}
