import { endProgress } from './output.ts'

/** Ctrl-C was pressed; its message says what became of the work. Ends with status 130. */
export class Interrupted extends Error {}

/**
 * Does `work` unless Ctrl-C is pressed: then `stop` ends it where it is done, and says what became of it. Pressed once more,
 * Ctrl-C ends this process at once; `leaving` says what that leaves behind.
 */
export async function interruptible<T>(
  work: () => Promise<T>,
  { stop, leaving }: { stop: () => Promise<string>; leaving: () => string },
): Promise<T> {
  let pressed = false
  let press = () => {}
  const interrupted = new Promise<never>((_, reject) => {
    press = () => {
      pressed = true
      endProgress()
      process.stderr.write(`Stopping. Ctrl-C once more leaves at once${leaving()}\n`)
      stop().then((message) => reject(new Interrupted(message)), reject)
    }
  })
  process.once('SIGINT', press)
  // What comes of work that is being stopped is for `stop` to say.
  const worked = work().then(
    (done) => (pressed ? interrupted : done),
    (error: unknown) => {
      if (pressed) return interrupted
      throw error
    },
  )
  try {
    return await Promise.race([worked, interrupted])
  } finally {
    process.off('SIGINT', press)
  }
}
