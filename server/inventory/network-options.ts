import { escapeMarkup } from '../platform/escape.ts'

/** An SNMP credential as an agent gets it. */
export type Credential = {
  number: number
  version: string
  user: string
  authProtocol: string | null
  privProtocol: string | null
  community?: string | undefined
  authPassword?: string | undefined
  privPassword?: string | undefined
}

export type Discovery = { process: number; port: number; ranges: { first: string; last: string }[] }
export type Reading = { process: number; port: number; devices: { address: string; number: number }[] }

/** How many addresses and devices an agent asks at a time, and for how many seconds it waits for an answer. */
const pace = { threads: 10, discoverySeconds: 2, readingSeconds: 15 }

/**
 * The OPTIONs of a PROLOG's answer that give an agent network tasks, as FusionInventory's server writes them: what to look for
 * (NETDISCOVERY), what to read (SNMPQUERY), with what. A device's ID is its address: the agent says it again with what it read.
 */
export function networkOptions(
  credentials: Credential[],
  discovery: Discovery | null,
  reading: Reading | null,
): string {
  const authentication = credentials.map(authenticationOf).join('')
  const ranges = (discovery?.ranges ?? []).map(({ first, last }, index) =>
    tag('RANGEIP', { ID: index + 1, ENTITY: 0, IPSTART: first, IPEND: last, PORT: discovery?.port }),
  )
  const devices = (reading?.devices ?? []).map(({ address, number }) =>
    tag('DEVICE', { ID: address, IP: address, PORT: reading?.port, AUTHSNMP_ID: number }),
  )
  const found =
    discovery &&
    option('NETDISCOVERY', [
      tag('PARAM', { PID: discovery.process, THREADS_DISCOVERY: pace.threads, TIMEOUT: pace.discoverySeconds }),
      ...ranges,
      authentication,
    ])
  const read =
    reading &&
    option('SNMPQUERY', [
      tag('PARAM', { PID: reading.process, THREADS_QUERY: pace.threads, TIMEOUT: pace.readingSeconds }),
      ...devices,
      authentication,
    ])
  return `${found ?? ''}${read ?? ''}`
}

function authenticationOf({ number, version, user, authProtocol, privProtocol, ...secrets }: Credential): string {
  return tag('AUTHENTICATION', {
    ID: number,
    VERSION: version,
    COMMUNITY: secrets.community,
    USERNAME: user || undefined,
    AUTHPROTOCOL: authProtocol ?? undefined,
    AUTHPASSPHRASE: secrets.authPassword,
    PRIVPROTOCOL: privProtocol ?? undefined,
    PRIVPASSPHRASE: secrets.privPassword,
  })
}

const option = (name: string, parts: string[]) => `<OPTION><NAME>${name}</NAME>${parts.join('')}</OPTION>\n`

function tag(name: string, attributes: Record<string, string | number | undefined>): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : `${key}="${escapeMarkup(String(value))}"`,
  )
  return `<${name} ${written.join(' ')}/>`
}
