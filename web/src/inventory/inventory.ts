import type { components } from '../api/schema.ts'
import type { Tone } from '../ui/StateBadge.tsx'

export type Collection = components['schemas']['Collection']
export type CollectionDetail = components['schemas']['CollectionDetail']
export type Difference = components['schemas']['CollectionDifference']
export type Device = components['schemas']['Device']
export type DeviceDetail = components['schemas']['DeviceDetail']
export type Facets = components['schemas']['DeviceFacets']

export const collectionTones: Record<Collection['state'], Tone> = {
  uploading: 'info',
  checking: 'info',
  checked: 'attention',
  received: 'info',
  processing: 'info',
  done: 'good',
  blocked: 'bad',
  failed: 'bad',
  cancelled: 'neutral',
}
export const collectionStates = Object.keys(collectionTones) as Collection['state'][]
export const sources: Collection['source'][] = ['collector', 'ndjson', 'fusioninventory', 'glpi', 'csv', 'netbox']

export const coverageTones: Record<Device['coverage'], Tone> = {
  covered: 'good',
  expiring: 'attention',
  expired: 'bad',
  not_covered: 'bad',
  other_partner: 'neutral',
  unrecognised: 'neutral',
}
export const coverageStates = Object.keys(coverageTones) as Device['coverage'][]

export const differenceTones: Record<Difference['status'], Tone> = {
  added: 'good',
  removed: 'bad',
  changed: 'info',
  moved: 'attention',
  unchanged: 'neutral',
}

/** Whether somebody is at work on it, so that it changes by itself. */
export const isWorking = ({ state }: Pick<Collection, 'state'>) =>
  ['uploading', 'checking', 'received', 'processing'].includes(state)

export const maxMegabytes = 256
