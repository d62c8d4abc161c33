type Fetch = (request: Request) => Promise<Response>

/** Not done, or not known whether: too many at once, out of order for a moment, no answer at all. */
const passing = new Set([429, 502, 503, 504])
const firstWaitMilliseconds = 500
const longestWaitSeconds = 60

/**
 * Sends what was not answered again, up to `times`, after as long as `Retry-After` asks for, or longer each time. What is
 * sent again carries its Idempotency-Key, so that it is done once.
 */
export function retrying(send: Fetch, times: number): Fetch {
  return async (request) => {
    for (let attempt = 0; ; attempt++) {
      const last = attempt === times
      const answer = await send(last ? request : request.clone()).catch((error: unknown) => {
        if (last || request.signal.aborted) throw error
        return null
      })
      if (answer && (last || !passing.has(answer.status))) return answer
      const asked = Number(answer?.headers.get('retry-after') ?? Number.NaN)
      // Longer than anybody waits for a script: its caller hears the refusal.
      if (answer && asked > longestWaitSeconds) return answer
      await answer?.body?.cancel()
      const wait = Number.isFinite(asked) ? asked * 1000 : firstWaitMilliseconds * 2 ** attempt
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }
}
