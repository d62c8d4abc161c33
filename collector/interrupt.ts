/** As a shell has it for what SIGINT ended. */
export const INTERRUPTED = 130

/** Runs `act` with a signal that SIGINT and SIGTERM abort, once; the next one ends the process. */
export async function interruptible<T>(act: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stopping = new AbortController()
  const stop = () => stopping.abort()
  process.once('SIGINT', stop).once('SIGTERM', stop)
  try {
    return await act(stopping.signal)
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop)
  }
}
