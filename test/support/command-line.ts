import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { programEnvironment } from './program-environment.ts'
import { freePort, ServerProcess } from './server-process.ts'
import { createWorld } from './world.ts'

export type Ended = { status: number | null; out: string; err: string }
export type CommandLine = Awaited<ReturnType<typeof commandLine>>

const main = join(import.meta.dirname, '..', '..', 'cli', 'main.ts')

/** The binary as it is called, with a home of its own, and a portal in a process of its own, which does its jobs as well. */
export async function commandLine() {
  const port = await freePort()
  const world = await createWorld({ ORIGIN: `http://localhost:${port}` })
  const { DATABASE_URL, DATABASE_ROLE_PREFIX, SECRET } = world.database.env as Record<string, string>
  const env = { DATABASE_URL, DATABASE_ROLE_PREFIX, SECRET } as Record<string, string>
  const server = new ServerProcess(port, env)
  const home = await mkdtemp(join(tmpdir(), 'partnergate-cli-'))
  await server.start()

  function partnergate(
    args: string[],
    given: Record<string, string> = {},
    { input = '', onErr }: { input?: string; onErr?: (err: string, child: ChildProcess) => void } = {},
  ): Promise<Ended> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [main, ...args], {
        env: { ...programEnvironment, HOME: home, ...given },
      })
      let [out, err] = ['', '']
      child.stdout.on('data', (chunk) => {
        out += chunk
      })
      child.stderr.on('data', (chunk) => {
        err += chunk
        onErr?.(err, child)
      })
      child.on('error', reject)
      child.on('close', (status) => resolve({ status, out, err }))
      child.stdin.end(input)
    })
  }

  return {
    world,
    home,
    origin: server.origin,
    partnergate,
    close: async () => {
      await server.end('SIGTERM')
      await world.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}
