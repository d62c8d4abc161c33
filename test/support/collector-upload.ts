import { createHash, randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { Machine } from './machine.ts'

/** A device as our collector tells of it (`partnergate-collector/wire`). */
export const readDevice = (n: number, more: object = {}) => ({
  kind: 'device',
  address: `10.0.0.${n}`,
  polledAt: new Date().toISOString(),
  sysName: `sw-${n}`,
  sysDescr: 'Cisco IOS Software',
  sysObjectId: '1.3.6.1.4.1.9.1.2494',
  sysLocation: null,
  sysContact: null,
  vendor: 'Cisco',
  model: 'C9300-48P',
  family: 'iosxe',
  version: '17.9.4',
  complete: true,
  components: [part('1', 'chassis', `FOC${1000000 + n}`), part('2', 'power', `ART${n}`)],
  ...more,
})

export const part = (id: string, kind: string, serial: string | null) => ({
  id,
  parent: null,
  kind,
  name: `Part ${id}`,
  description: null,
  manufacturer: null,
  model: 'C9300-48P',
  serial,
  hardwareVersion: null,
  firmwareVersion: null,
  softwareVersion: null,
})

export const unreached = (n: number) => ({
  kind: 'unreached',
  address: `10.0.0.${n}`,
  polledAt: new Date().toISOString(),
  reason: 'silent',
})

export type Spooled = ReturnType<typeof spool>

/** A collection as it waits on a collector's disk. */
export function spool(lines: { kind: string }[], { perChunk = 2, startedAt = new Date() } = {}) {
  const contents: Buffer<ArrayBuffer>[] = []
  for (let from = 0; from < lines.length; from += perChunk)
    contents.push(
      gzipSync(
        `${lines
          .slice(from, from + perChunk)
          .map((line) => JSON.stringify(line))
          .join('\n')}\n`,
      ),
    )
  const devices = lines.filter(({ kind }) => kind === 'device').length
  const manifest = {
    wireVersion: 1,
    collection: randomUUID(),
    collector: { name: 'partnergate-collector', version: '0.1.0' },
    startedAt: startedAt.toISOString(),
    endedAt: new Date().toISOString(),
    devices,
    unreached: lines.length - devices,
    chunks: contents.map((content, index) => ({
      number: index + 1,
      file: `chunk-${String(index + 1).padStart(6, '0')}.ndjson.gz`,
      lines: Math.min(perChunk, lines.length - index * perChunk),
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('base64'),
    })),
  }
  return { manifest, contents, counts: { chunks: contents.length, devices, unreached: manifest.unreached } }
}

/** Begins, sends and commits it. */
export function uploading(machine: Machine, licence: string) {
  const at = ({ manifest }: Spooled) => `/collections/${manifest.collection}`
  const begin = (spooled: Spooled) => machine.ask('PUT', at(spooled), licence, spooled.manifest)
  const send = (
    spooled: Spooled,
    number: number,
    content = spooled.contents[number - 1] as Buffer<ArrayBuffer>,
    headers = {},
  ) => machine.send(`${at(spooled)}/chunks/${number}`, licence, content, headers)
  const commit = (spooled: Spooled, counts: object = spooled.counts) =>
    machine.ask('POST', `${at(spooled)}/commit`, licence, counts)
  const look = (spooled: Spooled) => machine.ask('GET', at(spooled), licence)
  async function upload(spooled: Spooled) {
    const begun = await begin(spooled)
    if (begun.status !== 200) return begun
    for (const number of begun.body.missing) {
      const sent = await send(spooled, number)
      if (sent.status !== 204) return sent
    }
    return commit(spooled)
  }
  return { begin, send, commit, look, upload }
}
