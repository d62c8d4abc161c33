import { openAsBlob } from 'node:fs'
import { UsageError } from './command.ts'
import { progress } from './output.ts'

/** A file to send, read as it is sent. */
export async function openFile(path: string): Promise<Blob> {
  try {
    return await openAsBlob(path)
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}`)
  }
}

const firstWaitMilliseconds = 200
const longestWaitMilliseconds = 2000

/** Asks again and again, showing how far it is, until it is done. */
export async function untilDone<T>(
  first: T,
  read: () => Promise<T>,
  facts: (now: T) => { doing: string; done: number; of: number | null } | null,
): Promise<T> {
  let now = first
  for (let wait = firstWaitMilliseconds; ; wait = Math.min(wait * 1.5, longestWaitMilliseconds)) {
    const going = facts(now)
    if (!going) return now
    progress(going)
    await new Promise((resolve) => setTimeout(resolve, wait))
    now = await read()
  }
}
