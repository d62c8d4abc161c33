import { createServer, type Server } from 'node:http'
import { Server as SocketServer } from 'node:net'
import { getRequestListener } from '@hono/node-server'

type Fetch = Parameters<typeof getRequestListener>[0]

export type Listening = {
  port: number
  /** Accepts nothing new, answers what has arrived, closes kept-alive connections; cuts what is left after `seconds`. */
  drain(seconds: number): Promise<void>
}

// A request may be on its way on a connection that looks idle: close those only after a moment.
const IDLE_GRACE_MILLISECONDS = 500

/**
 * Serves `fetch` over HTTP/1.1.
 * @throws Error when the port is taken or not ours to take.
 */
export async function listen(fetch: Fetch, options: { port: number; host: string }): Promise<Listening> {
  let draining = false
  const answer = getRequestListener(async (request, env) => {
    const response = await fetch(request, env)
    // Also for what arrived before: nothing more is wanted on this connection.
    if (draining && 'shouldKeepAlive' in env.outgoing) env.outgoing.shouldKeepAlive = false
    return response
  })
  const server = createServer({ headersTimeout: 15_000, requestTimeout: 60_000, keepAliveTimeout: 70_000 }, answer)
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(explain(error, options)))
    server.listen(options.port, options.host, resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : options.port
  return {
    port,
    drain: (seconds) => {
      draining = true
      return drain(server, seconds)
    },
  }
}

async function drain(server: Server, seconds: number): Promise<void> {
  // http.Server's own close would cut idle connections at once.
  const closed = new Promise<void>((resolve) => SocketServer.prototype.close.call(server, () => resolve()))
  const timers = [
    setTimeout(() => server.closeAllConnections(), seconds * 1000),
    setTimeout(
      () => {
        server.closeIdleConnections()
        timers.push(setInterval(() => server.closeIdleConnections(), 100))
      },
      Math.min(IDLE_GRACE_MILLISECONDS, seconds * 1000),
    ),
  ]
  await closed
  for (const timer of timers) clearTimeout(timer)
}

function explain(error: NodeJS.ErrnoException, { port, host }: { port: number; host: string }): Error {
  const reasons: Record<string, string> = {
    EADDRINUSE: `Port ${port} is taken. Set PORT to a free one.`,
    EACCES: `Port ${port} is not ours to take. Set PORT to one above 1023.`,
    EADDRNOTAVAIL: `This machine has no address ${host}. Change HOST.`,
    ENOTFOUND: `There is no host ${host}. Change HOST.`,
  }
  return new Error(reasons[error.code ?? ''] ?? error.message, { cause: error })
}
