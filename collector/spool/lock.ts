import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Refused } from '../command.ts'

/**
 * Keeps two runs from one spool. Names the process by its start as well: in a container the next one often has the same number.
 * @throws {Refused} while another holds it
 */
export function lock(spool: string): () => void {
  const file = join(spool, 'lock')
  const self = identity(process.pid)
  for (let tries = 0; ; tries++) {
    try {
      writeFileSync(file, JSON.stringify(self), { flag: 'wx', mode: 0o600 })
      return () => rmSync(file, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const holder = holderOf(file)
      if (tries > 0 || isAlive(holder))
        throw new Refused(`Another run of the collector is at it (process ${holder?.pid ?? 'unknown'}).`)
      rmSync(file, { force: true })
    }
  }
}

type Identity = { pid: number; startedAt: string | undefined }

function identity(pid: number): Identity {
  try {
    // The 22nd field, counted behind the command's name, which may hold blanks.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return { pid, startedAt: stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] }
  } catch {
    return { pid, startedAt: undefined }
  }
}

function holderOf(file: string): Identity | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Identity
  } catch {
    return undefined
  }
}

function isAlive(holder: Identity | undefined): boolean {
  if (!holder) return false
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  return identity(holder.pid).startedAt === holder.startedAt
}
