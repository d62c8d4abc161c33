import { createInterface, type Interface } from 'node:readline'
import { Writable } from 'node:stream'

export function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** For people on a terminal, as JSON for programs. */
export function answer(facts: Record<string, unknown>, inWords: () => string): void {
  say(process.stdout.isTTY ? inWords() : JSON.stringify(facts))
}

const BAR_CELLS = 30
const BETWEEN_LINES_MS = 5000
let lastLineAt = 0

/** How far something is, on the error stream: a bar that is redrawn on a terminal, a JSON line every few seconds elsewhere. */
export function progress(facts: { doing: string; done: number; of?: number; found?: number }): void {
  const { doing, done, of, found } = facts
  const now = Date.now()
  const isLast = of !== undefined && done >= of
  if (!process.stderr.isTTY) {
    if (now - lastLineAt < BETWEEN_LINES_MS && !isLast) return
    lastLineAt = now
    process.stderr.write(`${JSON.stringify({ at: new Date(now).toISOString(), ...facts })}\n`)
    return
  }
  if (now - lastLineAt < 100 && !isLast) return
  lastLineAt = now
  const full = of ? Math.round((BAR_CELLS * done) / of) : 0
  const bar = of === undefined ? '' : ` [${'█'.repeat(full)}${'░'.repeat(BAR_CELLS - full)}]`
  process.stderr.write(
    `\r\x1b[K${doing}${bar} ${done}${of === undefined ? '' : ` of ${of}`}${found === undefined ? '' : `, ${found} found`}`,
  )
}

export function endProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
}

/** Asks for secrets, one after the other: without echo on a terminal, else a line of the input each. */
export class SecretPrompt {
  readonly #lines: Interface
  readonly #input: AsyncIterator<string>

  constructor() {
    // Readline echoes to its output; this one swallows everything.
    const output = new Writable({ write: (_chunk, _encoding, done) => done() })
    this.#lines = createInterface({ input: process.stdin, output, terminal: process.stdin.isTTY ?? false })
    this.#input = this.#lines[Symbol.asyncIterator]()
  }

  async ask(what: string): Promise<string> {
    if (process.stdin.isTTY) process.stderr.write(`${what}: `)
    const { value, done } = await this.#input.next()
    if (process.stdin.isTTY) process.stderr.write('\n')
    return done ? '' : value
  }

  close(): void {
    this.#lines.close()
  }
}
