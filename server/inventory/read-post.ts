import { mostAddresses } from '../collectors/index.ts'
import { decodeText } from '../platform/files/decode-text.ts'
import { inflated } from '../platform/files/inflate.ts'
import { TableFault } from '../platform/files/table.ts'
import { isAgentDocument, type Part, readAgentDocument } from './map-agent.ts'
import { readXmlRecords } from './read-xml-records.ts'

export const postLimits = { bytes: 16 * 1024 * 1024, inflated: { bytes: 32 * 1024 * 1024, ratio: 200 } } as const

/** One message of a FusionInventory or GLPI agent, as far as the protocol goes. */
export type Post = {
  /** As it came, and as its answer goes. */
  packing: 'zlib' | 'gzip' | 'plain'
  format: 'xml' | 'json'
  /** In small letters: prolog, inventory, snmpquery, netinventory, netdiscovery; contact; … */
  query: string
  /** Of the agent, where the message says it. */
  version: string
  /** Devices it tells of, those without anything that identifies them too. */
  records: number
  /** Frames of a network task: it began, or is over. */
  started: boolean
  ended: boolean
  /** Of which network task it is (PROCESSNUMBER); null: of none. */
  process: number | null
  /** What a network task says of single devices. */
  told: Told[]
}

/** A device that a discovery found (`address`, and the credential that it answered), or that was read or could not be (`id`). */
export type Told = { address: string; credential: string; id: string; error: string | null }

/**
 * Reads a whole message, which is small beside a collection, so that whoever sent it learns at once what is wrong with it.
 * @throws TableFault for what is no message, too much, or hostile (attack 18)
 */
export async function readPost(content: Uint8Array): Promise<Post> {
  const packing = packingOf(content)
  const parts: Uint8Array[] = []
  for await (const part of inflated(only(content), postLimits.inflated)) parts.push(part)
  const bytes = Buffer.concat(parts)
  const start = bytes
    .subarray(0, 4096)
    .toString('utf8')
    .replace(/^\uFEFF?\s*/, '')
  if (start === '') throw new TableFault('no_rows')
  if (start.startsWith('<')) return { packing, format: 'xml', ...(await readXml(bytes)) }
  if (start.startsWith('{')) return { packing, format: 'json', ...(await readJson(bytes)) }
  throw new TableFault('unknown_format')
}

type Said = Omit<Post, 'packing' | 'format'>

async function readXml(bytes: Uint8Array): Promise<Said> {
  let message: Part | undefined
  let records = 0
  const devices: Told[] = []
  const told = (name: string, part: Part) => {
    if (name === 'request') message ??= part
    if (name === 'device' && devices.length < mostAddresses) devices.push(toldOf(part))
  }
  for await (const items of readXmlRecords(
    decodeText(only(bytes), () => 0),
    told,
  ))
    records += items.length
  if (!message) throw new TableFault('unknown_format')
  const content = (isPart(message.content) ? message.content : {}) as Part
  const agent = (isPart(content.agent) ? content.agent : {}) as Part
  return {
    query: text(message.query).toLowerCase(),
    version: text(content.versionclient),
    records,
    started: 'start' in agent,
    ended: 'end' in agent,
    process: /^\d{1,10}$/.test(text(content.processnumber)) ? Number(text(content.processnumber)) : null,
    told: devices,
  }
}

function toldOf(device: Part): Told {
  const [info, error] = [device.info, device.error].map((part) => (isPart(part) ? part : {})) as [Part, Part]
  return {
    address: text(device.ip),
    credential: text(device.authsnmp),
    id: text(info.id) || text(error.id),
    error: 'error' in device ? text(error.message) : null,
  }
}

async function readJson(bytes: Uint8Array): Promise<Said> {
  let all = ''
  for await (const part of decodeText(only(bytes), () => 0)) all += part
  let message: unknown
  try {
    message = JSON.parse(all)
  } catch {
    throw new TableFault('malformed_json')
  }
  const frame = { started: false, ended: false, process: null, told: [] }
  if (isAgentDocument(message)) {
    const { versionclient } = message.content as Part
    const records = readAgentDocument(1, message).length
    return { query: text(message.action).toLowerCase() || 'inventory', version: text(versionclient), records, ...frame }
  }
  if (!isPart(message) || typeof message.action !== 'string') throw new TableFault('unknown_format')
  const version = [text(message.name), text(message.version)].filter(Boolean).join(' ')
  return { query: message.action.toLowerCase(), version, records: 0, ...frame }
}

function packingOf([a = 0, b = 0]: Uint8Array): Post['packing'] {
  if (a === 0x1f && b === 0x8b) return 'gzip'
  return a === 0x78 && ((a << 8) | b) % 31 === 0 ? 'zlib' : 'plain'
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

const isPart = (value: unknown): value is Part => typeof value === 'object' && value !== null && !Array.isArray(value)
const text = (value: unknown) => (typeof value === 'string' ? value.trim().slice(0, 100) : '')
