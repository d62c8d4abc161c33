import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { type Chunk, chunkSchema, type Line, lineSchema, type Manifest, wireLimits, wireVersion } from '../wire.ts'
import { collectionId } from './collection-id.ts'
import { writeWhole } from './files.ts'
import { finish, idleMs, manifestFile, openCollections, openFolder } from './spool.ts'

/** What was begun: a run over the same targets goes on with it. */
type Begun = { collection: string; startedAt: string; targets: string }

const begunFile = 'begun.json'
/** Chunks that are whole, a line each. */
const listFile = 'chunks.ndjson'
/** Devices since the last whole chunk. */
const tailFile = 'tail.ndjson'
/** Written once for so many devices; what a kill loses is asked again. */
const LINES_PER_WRITE = 20

export type Resuming = {
  /** Of the list of targets (`targetsDigest`). */
  targets: string
  withinMs: number
  linesPerChunk?: number
}

/**
 * Writes a collection to the spool: chunks of at most 1,000 lines, of which one at a time is in memory. Interrupted at any
 * moment, the next one over the same targets goes on where it was (`done`); an older one, or one over others, is begun anew.
 */
export class CollectionWriter {
  readonly begun: Begun
  readonly resumed: boolean
  /** Addresses that need not be asked again. */
  readonly done = new Set<string>()
  devices = 0
  unreached = 0
  readonly #spool: string
  readonly #folder: string
  readonly #linesPerChunk: number
  #chunks: Chunk[] = []
  #tail: string[] = []
  #tailCharacters = 0
  #unwritten: string[] = []

  constructor(spool: string, { targets, withinMs, linesPerChunk = wireLimits.linesPerChunk }: Resuming) {
    const begun = beginning(spool, targets, withinMs)
    this.resumed = begun !== undefined
    this.begun = begun ?? { collection: collectionId(), startedAt: new Date().toISOString(), targets }
    this.#spool = spool
    this.#folder = openFolder(spool, this.begun.collection)
    this.#linesPerChunk = linesPerChunk
    if (begun) this.#recall()
    else {
      mkdirSync(this.#folder, { mode: 0o700 })
      writeWhole(this.#path(begunFile), JSON.stringify(this.begun))
    }
  }

  add(line: Line): void {
    if (this.done.has(line.address)) return
    const text = fitted(line)
    // Characters are three bytes at most; what gzip makes of them is far fewer.
    if (this.#tailCharacters + text.length > wireLimits.bytesPerChunk / 3) this.#closeChunk()
    this.#count(line)
    this.#extend(text)
    this.#unwritten.push(text)
    if (this.#tail.length >= this.#linesPerChunk) this.#closeChunk()
    else if (this.#unwritten.length >= LINES_PER_WRITE) this.#writeTail()
  }

  /** Ends it for now, to be gone on with. */
  pause(): void {
    this.#writeTail()
  }

  /** Makes it a finished collection; answers its folder. */
  finish(collector: Manifest['collector']): { folder: string; manifest: Manifest } {
    this.#closeChunk()
    const manifest: Manifest = {
      wireVersion,
      collection: this.begun.collection,
      collector,
      startedAt: this.begun.startedAt,
      endedAt: new Date().toISOString(),
      devices: this.devices,
      unreached: this.unreached,
      chunks: this.#chunks,
    }
    writeWhole(this.#path(manifestFile), `${JSON.stringify(manifest, null, 2)}\n`)
    for (const file of [tailFile, listFile, begunFile]) rmSync(this.#path(file), { force: true })
    return { folder: finish(this.#spool, this.begun.collection), manifest }
  }

  #path(file: string): string {
    return join(this.#folder, file)
  }

  #count({ kind, address }: Line): void {
    this.done.add(address)
    if (kind === 'device') this.devices += 1
    else this.unreached += 1
  }

  #writeTail(): void {
    if (this.#unwritten.length > 0)
      appendFileSync(this.#path(tailFile), `${this.#unwritten.join('\n')}\n`, { mode: 0o600 })
    this.#unwritten = []
  }

  #extend(text: string): void {
    this.#tail.push(text)
    this.#tailCharacters += text.length
  }

  #closeChunk(): void {
    if (this.#tail.length === 0) return
    const number = this.#chunks.length + 1
    const file = `chunk-${String(number).padStart(6, '0')}.ndjson.gz`
    const bytes = gzipSync(`${this.#tail.join('\n')}\n`)
    writeWhole(this.#path(file), bytes)
    const chunk = { number, file, lines: this.#tail.length, bytes: bytes.length, sha256: digestOf(bytes) }
    appendFileSync(this.#path(listFile), `${JSON.stringify(chunk)}\n`, { mode: 0o600 })
    // A kill before this leaves lines that the chunk has too: they are passed over when it goes on.
    if (existsSync(this.#path(tailFile))) truncateSync(this.#path(tailFile))
    this.#chunks.push(chunk)
    this.#tail = []
    this.#tailCharacters = 0
    this.#unwritten = []
  }

  #recall(): void {
    for (const chunk of linesOf(this.#path(listFile)).map((line) => chunkSchema.safeParse(parsed(line)).data)) {
      const bytes = chunk && bytesOf(this.#path(chunk.file))
      if (!chunk || !bytes || digestOf(bytes) !== chunk.sha256) break
      for (const line of gunzipSync(bytes).toString('utf8').trim().split('\n')) this.#count(JSON.parse(line) as Line)
      this.#chunks.push(chunk)
    }
    writeWhole(this.#path(listFile), this.#chunks.map((chunk) => `${JSON.stringify(chunk)}\n`).join(''))
    for (const text of linesOf(this.#path(tailFile))) {
      const line = lineSchema.safeParse(parsed(text)).data
      if (!line || this.done.has(line.address)) continue // A line torn by the kill.
      this.#count(line)
      this.#extend(text)
    }
    writeWhole(this.#path(tailFile), this.#tail.map((line) => `${line}\n`).join(''))
  }
}

/** Of the same targets, in whatever order. */
export function targetsDigest(addresses: Iterable<string>): string {
  return createHash('sha256')
    .update([...addresses].sort().join('\n'))
    .digest('base64')
}

export function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('base64')
}

/** As it is uploaded: of a device with more parts than a line may hold, those that matter least are left out. */
function fitted(line: Line): string {
  let text = JSON.stringify(line)
  if (line.kind === 'unreached') return text
  const kinds = ['port', 'other', 'fan', 'power', 'module', 'stack', 'chassis']
  let { components } = line
  while (text.length > wireLimits.charactersPerLine && kinds.length > 0) {
    const least = kinds.shift()
    components = components.filter(({ kind }) => kind !== least)
    text = JSON.stringify({ ...line, complete: false, components })
  }
  return text
}

/** The interrupted collection to go on with; every other is deleted. */
function beginning(spool: string, targets: string, withinMs: number): Begun | undefined {
  let found: Begun | undefined
  for (const folder of openCollections(spool)) {
    const begun = parsed(bytesOf(join(folder, begunFile))?.toString('utf8') ?? '') as Begun | undefined
    if (!found && begun?.targets === targets && idleMs(folder) <= withinMs) found = begun
    else rmSync(folder, { recursive: true, force: true })
  }
  return found
}

function bytesOf(file: string): Buffer | undefined {
  return existsSync(file) ? readFileSync(file) : undefined
}

function linesOf(file: string): string[] {
  return bytesOf(file)?.toString('utf8').split('\n').filter(Boolean) ?? []
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
