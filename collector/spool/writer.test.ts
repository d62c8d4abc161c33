import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Component, type ComponentKind, type Line, lineSchema } from '../wire.ts'
import { finishedCollections, openCollections, removeOldest, spoolFolder } from './spool.ts'
import { CollectionWriter, digestOf, targetsDigest } from './writer.ts'

let dataFolder: string
let spool: string
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'spool-'))
  spool = spoolFolder(dataFolder)
})
afterEach(() => rmSync(dataFolder, { recursive: true, force: true }))

const collector = { name: 'partnergate-collector', version: '1.0.0' } as const
const line = (number: number): Line => ({
  kind: 'unreached',
  address: `10.0.${number >> 8}.${number & 255}`,
  polledAt: '2026-12-01T08:00:00.000Z',
  reason: 'silent',
})
const begin = (targets = 'a', withinMs = 60_000) =>
  new CollectionWriter(spool, { targets, withinMs, linesPerChunk: 100 })
const add = (writer: CollectionWriter, from: number, to: number) => {
  for (let number = from; number < to; number++) writer.add(line(number))
}

function addressesIn(folder: string): string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.gz'))
  return files.flatMap((file) =>
    gunzipSync(readFileSync(join(folder, file)))
      .toString()
      .trim()
      .split('\n')
      .map((text) => lineSchema.parse(JSON.parse(text)).address),
  )
}

describe('a collection in the spool', () => {
  test('is chunks with their digests and a manifest, and nothing else', () => {
    const writer = begin()
    add(writer, 0, 250)
    expect(finishedCollections(spool)).toEqual([])
    const { folder, manifest } = writer.finish(collector)
    expect(manifest).toMatchObject({
      devices: 0,
      unreached: 250,
      chunks: [{ lines: 100 }, { lines: 100 }, { lines: 50 }],
    })
    for (const { file, sha256, bytes } of manifest.chunks) {
      const content = readFileSync(join(folder, file))
      expect([digestOf(content), content.length]).toEqual([sha256, bytes])
    }
    expect(readdirSync(folder).sort()).toEqual([...manifest.chunks.map(({ file }) => file), 'manifest.json'])
    expect(finishedCollections(spool)).toMatchObject([{ folder, manifest }])
  })

  test('a chunk ends before it is too large, and a device with more parts than a line holds keeps those that matter', () => {
    const part = (kind: ComponentKind, n: number): Component => ({
      id: `${n}`,
      parent: null,
      kind,
      name: 'x'.repeat(1000),
      description: null,
      manufacturer: null,
      model: null,
      serial: kind === 'chassis' ? 'PGX1' : null,
      hardwareVersion: null,
      firmwareVersion: null,
      softwareVersion: null,
    })
    const large = (at: number, ports: number): Line => ({
      kind: 'device',
      address: `10.1.0.${at}`,
      polledAt: '2026-12-01T08:00:00.000Z',
      ...{ sysName: null, sysDescr: null, sysObjectId: null, sysLocation: null, sysContact: null },
      ...{ vendor: null, model: null, family: null, version: null },
      complete: true,
      components: [part('chassis', 0), ...Array.from({ length: ports }, (_, n) => part('port', n + 1))],
    })
    const writer = begin()
    for (const at of [1, 2, 3]) writer.add(large(at, 3000))
    writer.add(large(4, 5000))
    const { folder, manifest } = writer.finish(collector)
    expect(manifest.chunks.map(({ lines }) => lines)).toEqual([1, 1, 2])
    const last = gunzipSync(readFileSync(join(folder, 'chunk-000003.ndjson.gz')))
      .toString()
      .trim()
      .split('\n')
    expect(JSON.parse(last[1] ?? '')).toMatchObject({ complete: false, components: [{ serial: 'PGX1' }] })
    expect(JSON.parse(last[1] ?? '').components).toHaveLength(1)
  })

  test('goes on where it was interrupted: every device once', () => {
    const first = begin()
    add(first, 0, 137)
    // Killed: lines since the last write are lost, the last one is torn, and a chunk's tail was not emptied yet.
    const [open = ''] = openCollections(spool)
    appendFileSync(join(open, 'tail.ndjson'), `${JSON.stringify(line(50))}\n{"kind":"unreached","addr`)
    const second = begin()
    expect(second.resumed).toBe(true)
    expect(second.begun).toEqual(first.begun)
    expect(second.done.size).toBeGreaterThanOrEqual(120)
    add(second, 0, 205)
    const { folder, manifest } = second.finish(collector)
    const addresses = addressesIn(folder)
    expect(addresses).toHaveLength(205)
    expect(new Set(addresses).size).toBe(205)
    expect(manifest.unreached).toBe(205)
    expect(openCollections(spool)).toEqual([])
  })

  test('a chunk that is not what it was is written again', () => {
    add(begin(), 0, 220)
    const [open = ''] = openCollections(spool)
    appendFileSync(join(open, 'chunk-000002.ndjson.gz'), 'x')
    const again = begin()
    expect(again.done.has(line(150).address)).toBe(false)
    add(again, 0, 220)
    expect(new Set(addressesIn(again.finish(collector).folder)).size).toBe(220)
  })

  test('is begun anew over other targets, or after too long', () => {
    add(begin(targetsDigest(['a', 'b'])), 0, 40)
    expect(begin(targetsDigest(['b', 'c'])).resumed).toBe(false)
    expect(openCollections(spool)).toHaveLength(1)
    expect(begin(targetsDigest(['c', 'b']), -1).resumed).toBe(false)
  })

  test('the oldest go when the spool holds more than it may', () => {
    const kept = [1, 2, 3].map((round) => {
      const writer = begin(`${round}`)
      add(writer, 0, 100)
      return writer.finish(collector).manifest
    })
    const [, ...newer] = finishedCollections(spool).map(({ bytes }) => bytes)
    expect(removeOldest(spool, (newer[0] ?? 0) + (newer[1] ?? 0))).toEqual([kept[0]?.collection])
    expect(finishedCollections(spool).map(({ manifest }) => manifest.collection)).toEqual([
      kept[1]?.collection,
      kept[2]?.collection,
    ])
  })
})
