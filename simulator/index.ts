import type { Socket } from 'node:dgram'
import { once } from 'node:events'
import snmp from 'net-snmp'
import { wrongDigestReport } from './report.ts'
import type { Dump, Varbind } from './snmprec.ts'

export { type InventedDevice, type InventedPart, invent, inventedStack } from './invented.ts'
export { type Dump, parseDump, readDump } from './snmprec.ts'

type Algorithms = { auth?: 'md5' | 'sha' | 'sha256' | 'sha512'; priv?: 'des' | 'aes' | 'aes256b' | 'aes256r' }
export type SimulatedUser = { name: string; authKey?: string; privKey?: string } & Algorithms

export type SimulatedDevice = {
  /** On loopback: 127.7.x.y, a socket each. */
  address: string
  port: number
  dump: Dump
  community?: string
  users?: SimulatedUser[]
}

export type Conditions = {
  /** From a request's arrival to its answer. */
  latencyMs?: number
  /** Share of requests that get no answer, 0…1. */
  loss?: number
  /** An answer to GETBULK ends where it would be longer, in the midst of a row if need be. As on an Ethernet. */
  maximumBytes?: number
  /** Says that a digest is wrong, instead of keeping silent. */
  reports?: boolean
}

export type Simulator = { requests(): number; close(): Promise<void> }

// What net-snmp's agent is made of and its types leave out.
type Rinfo = { address: string; port: number }
type Request = { pdu: { varbinds: { oid: string }[]; nonRepeaters: number; maxRepetitions: number } & Responding }
type Responding = { getResponsePduForRequest(): { varbinds: Varbind[] } }
type Agent = {
  engine: { engineID: Buffer }
  listener: { sockets: Record<string, Socket> }
  getAuthorizer(): { addCommunity(community: string): void; addUser(user: object): void }
  sendResponse(socket: Socket, to: Rinfo, request: Request, response: { varbinds: Varbind[] }): void
  onMsg(socket: Socket, bytes: Buffer, from: Rinfo): void
  close(): void
} & Record<'getRequest' | 'getNextRequest' | 'getBulkRequest', (socket: Socket, request: Request, from: Rinfo) => void>

const ETHERNET_BYTES = 1400
const { NoSuchObject, EndOfMibView } = snmp.ObjectType

/** Serves each device on a UDP socket of its own, in v2c and v3, until closed. */
export async function simulate(devices: SimulatedDevice[], conditions: Conditions = {}): Promise<Simulator> {
  let requests = 0
  const agents = await Promise.all(devices.map((device) => serve(device, conditions, () => requests++)))
  return {
    requests: () => requests,
    close: async () => {
      for (const agent of agents) agent.close()
    },
  }
}

async function serve(device: SimulatedDevice, conditions: Conditions, onRequest: () => void): Promise<Agent> {
  const { address, port, dump, community = 'public', users = [] } = device
  const { latencyMs = 0, loss = 0, maximumBytes = ETHERNET_BYTES, reports = true } = conditions
  let wrongDigest = false
  const onError = (error: Error | null) => {
    wrongDigest ||= /digest/i.test(error?.message ?? '')
  }
  const agent = snmp.createAgent({ address, port, accessControlModelType: 0 }, onError) as Agent
  const authorizer = agent.getAuthorizer()
  authorizer.addCommunity(community)
  for (const user of users) authorizer.addUser(libraryUser(user))

  const answer = (read: (request: Request['pdu']) => Varbind[]) => (socket: Socket, request: Request, from: Rinfo) => {
    const response = request.pdu.getResponsePduForRequest()
    response.varbinds = read(request.pdu)
    agent.sendResponse(socket, from, request, response)
  }
  agent.getRequest = answer(({ varbinds }) => varbinds.map(({ oid }) => valueAt(dump, oid)))
  agent.getNextRequest = answer(({ varbinds }) => varbinds.map(({ oid }) => valueBehind(dump, oid)))
  agent.getBulkRequest = answer((pdu) => bulk(dump, pdu, maximumBytes))

  const [socket] = Object.values(agent.listener.sockets) as [Socket]
  const respond = (bytes: Buffer, from: Rinfo) => {
    if (isClosed) return
    wrongDigest = false
    agent.onMsg(socket, bytes, from)
    const report = wrongDigest && reports && wrongDigestReport(bytes, agent.engine.engineID)
    if (report) socket.send(report, from.port, from.address)
  }
  let isClosed = false
  socket.on('close', () => {
    isClosed = true
  })
  socket.removeAllListeners('message')
  socket.on('message', (bytes, from) => {
    onRequest()
    if (loss > 0 && Math.random() < loss) return
    if (latencyMs > 0) setTimeout(respond, latencyMs, bytes, from)
    else respond(bytes, from)
  })
  await once(socket, 'listening')
  return agent
}

function valueAt(dump: Dump, oid: string): Varbind {
  return { oid, ...(dump.get(oid) ?? { type: NoSuchObject, value: null }) }
}

function valueBehind(dump: Dump, oid: string): Varbind {
  return dump.next(oid) ?? { oid, type: EndOfMibView, value: null }
}

function bulk(dump: Dump, { varbinds, nonRepeaters, maxRepetitions }: Request['pdu'], maximumBytes: number): Varbind[] {
  const answered = varbinds.slice(0, nonRepeaters).map(({ oid }) => valueBehind(dump, oid))
  let row = varbinds.slice(nonRepeaters).map(({ oid }) => valueBehind(dump, oid))
  let bytes = 0
  for (let repetition = 0; repetition < maxRepetitions; repetition++) {
    for (const varbind of row) {
      bytes += bytesOf(varbind)
      if (bytes > maximumBytes && answered.length > 0) return answered
      answered.push(varbind)
    }
    if (row.every(({ type }) => type === EndOfMibView)) break
    row = row.map((varbind) => (varbind.type === EndOfMibView ? varbind : valueBehind(dump, varbind.oid)))
  }
  return answered
}

/** Nearly: two bytes of length and tag for each of three parts, and a byte a number of the OID. */
function bytesOf({ oid, value }: Varbind): number {
  const length = typeof value === 'string' || Buffer.isBuffer(value) ? value.length : 4
  return 6 + oid.split('.').length + length
}

function libraryUser({ name, auth = 'sha', priv = 'aes', authKey, privKey }: SimulatedUser): object {
  const { noAuthNoPriv, authNoPriv, authPriv } = snmp.SecurityLevel
  return {
    name,
    level: privKey ? authPriv : authKey ? authNoPriv : noAuthNoPriv,
    ...(authKey && { authProtocol: snmp.AuthProtocols[auth], authKey }),
    ...(privKey && { privProtocol: snmp.PrivProtocols[priv], privKey }),
  }
}
