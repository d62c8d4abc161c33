import { isIPv4 } from 'node:net'
import { type ComponentKind, type ComponentRecord, type ReadItem, readRecord } from './record.ts'

/** A part of an agent's document: names in small letters, text or further parts; XML and JSON alike. */
export type Part = { [name: string]: unknown }

/*
 * FusionInventory and GLPI agents say the same in XML (capitals) and in JSON (small letters, other names for some parts): network
 * inventory (SNMPQUERY, NETINVENTORY), network discovery, and a computer's own inventory. What is not named here (ports, drives,
 * users) is no part of an inventory of devices that contracts cover.
 */

export function isAgentDocument(value: unknown): value is Part {
  return isPart(value) && isPart(value.content) && ('deviceid' in value || 'versionclient' in value.content)
}

/** What a whole JSON document tells: one device. */
export function readAgentDocument(row: number, document: Part): ReadItem[] {
  const content = document.content as Part
  return 'network_device' in content
    ? [readRecord(row, networkDevice(content.network_device as Part, content, list(content.network_components)))]
    : [readRecord(row, computer(content))]
}

/** A DEVICE of an XML document: inventory with INFO, or discovery without. */
export function readAgentDevice(row: number, device: Part): ReadItem {
  const components = isPart(device.components) ? list(device.components.component) : []
  return readRecord(row, networkDevice(isPart(device.info) ? device.info : device, device, components))
}

export function readAgentComputer(row: number, content: Part): ReadItem {
  return readRecord(row, computer(content))
}

function networkDevice(info: Part, around: Part, components: Part[]): Part {
  const ips = isPart(info.ips) ? info.ips.ip : info.ips
  const [firmware] = list(around.firmwares).filter((one) => text(one.version))
  return {
    hostname: text(info.name) ?? text(info.snmphostname) ?? text(info.dnshostname) ?? text(info.netbiosname),
    // Of a network task that was handed out here, a device's ID is the address that it was asked at.
    address: addressIn(info.id) ?? addressOf(info.ip) ?? addressOf(ips),
    vendor: text(info.manufacturer) ?? text(info.vendor),
    serial: text(info.serial),
    productId: text(info.model),
    kind: text(info.type)?.toLowerCase(),
    softwareVersion: text(info.firmware) ?? text(firmware?.version),
    mac: text(info.mac) ?? text(info.macaddr),
    location: text(info.location),
    sysContact: text(info.contact),
    sysDescr: text(info.comments) ?? text(info.description),
    ...(components.length > 0 && { components: partsOf(components) }),
  }
}

const kinds: Record<string, ComponentKind> = {
  chassis: 'chassis',
  stack: 'stack',
  module: 'module',
  powersupply: 'power',
  fan: 'fan',
  port: 'port',
}

/** Containers and sensors without a name of their own are how a device counts, not what it is made of. */
function partsOf(components: Part[]): ComponentRecord[] {
  return components.flatMap((part) => {
    const kind = kinds[(text(part.type) ?? '').toLowerCase()] ?? 'other'
    const telling = text(part.serial) ?? text(part.model)
    if (kind === 'port' || (kind === 'other' && !telling)) return []
    const component = {
      kind,
      name: text(part.name),
      position: text(part.index),
      description: text(part.description),
      productId: text(part.model),
      serial: text(part.serial),
      hardwareVersion: text(part.revision),
      softwareVersion: text(part.version) ?? text(part.firmware),
    }
    return [component as ComponentRecord]
  })
}

function computer(content: Part): Part {
  const [bios, hardware, system] = ['bios', 'hardware', 'operatingsystem'].map((name) => part(content[name]))
  const networks = list(content.networks)
  const card = networks.find((one) => first(one.ipaddress) && !/^(127\.|::1)/.test(first(one.ipaddress) ?? ''))
  const software = list(content.softwares).map((one) => ({
    kind: 'software' as const,
    name: text(one.name),
    description: text(one.publisher),
    softwareVersion: text(one.version),
  }))
  return {
    hostname: text(hardware?.name) ?? text(system?.fqdn),
    address: first(card?.ipaddress),
    vendor: text(bios?.smanufacturer) ?? text(bios?.mmanufacturer),
    serial: text(bios?.ssn) ?? text(bios?.msn),
    productId: text(bios?.smodel) ?? text(bios?.mmodel),
    kind: content.bios || content.hardware ? 'computer' : undefined,
    softwareType: cut(text(system?.name) ?? text(hardware?.osname), 50),
    softwareVersion: text(system?.version) ?? text(hardware?.osversion),
    mac: text(card?.macaddr) ?? text(card?.mac),
    installedMemory: text(hardware?.memory),
    ...(software.length > 0 && { components: software }),
  }
}

const isPart = (value: unknown): value is Part => typeof value === 'object' && value !== null && !Array.isArray(value)
const part = (value: unknown): Part | undefined =>
  Array.isArray(value) ? part(value[0]) : isPart(value) ? value : undefined
const list = (value: unknown): Part[] => (Array.isArray(value) ? value : [value]).filter(isPart)
const cut = (value: string | undefined, max: number) => value?.slice(0, max)

function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  const said = typeof value === 'string' ? value.trim() : ''
  return said === '' || said === '<private>' ? undefined : said
}

/** The first that says where a device is reached from elsewhere; else the first. */
function addressOf(value: unknown): string | undefined {
  const all = (Array.isArray(value) ? value : [value]).flatMap((one) => text(one) ?? [])
  return all.find((one) => !/^(127\.|::1$)/.test(one)) ?? all[0]
}

const addressIn = (value: unknown) => (isIPv4(text(value) ?? '') ? text(value) : undefined)

const first = (value: unknown) => text(Array.isArray(value) ? value[0] : value)
