import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { problems } from './problem.ts'

/** @throws too_large, which says how many megabytes there may be */
export const bytesLimit = (maxBytes: number): MiddlewareHandler =>
  bodyLimit({
    maxSize: maxBytes,
    onError: () => {
      throw problems.too_large({ params: { megabytes: Math.floor(maxBytes / 1024 ** 2) } })
    },
  })
