import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { programEnvironment } from './program-environment.ts'

/** A portal in a process of its own, that can be killed and started again on the same port and data. */
export class ServerProcess {
  readonly port: number
  readonly origin: string
  readonly #env: Record<string, string>
  #child: ChildProcess | undefined
  #log = ''

  constructor(port: number, env: Record<string, string>) {
    this.port = port
    this.origin = `http://localhost:${port}`
    this.#env = {
      ...programEnvironment,
      PORT: String(port),
      ORIGIN: this.origin,
      HOST: '127.0.0.1',
      LOG_LEVEL: 'warn',
      ...env,
    }
  }

  /** Starts and waits until ready. Returns how long that took, in milliseconds. */
  async start(withinMilliseconds = 60_000): Promise<number> {
    const from = performance.now()
    const child = spawn(process.execPath, [join(import.meta.dirname, '..', '..', 'server', 'main.ts')], {
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        this.#log = (this.#log + chunk).slice(-20_000)
      })
    for (;;) {
      if (child.exitCode !== null) throw new Error(`the server ended while starting:\n${this.#log}`)
      if (await answers(`http://127.0.0.1:${this.port}/readyz`)) return performance.now() - from
      if (performance.now() - from > withinMilliseconds)
        throw new Error(`the server is not ready after ${withinMilliseconds} ms:\n${this.#log}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  /** Ends the process by a signal and waits until it is gone. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    await gone
  }

  get log(): string {
    return this.#log
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok
  } catch {
    return false
  }
}

/** A port nobody listens on at the moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
