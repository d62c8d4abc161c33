import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type LossyProxy = {
  /** What clients ask. */
  origin: string
  counts: { requests: number; lostRequests: number; lostAnswers: number }
  close(): void
}

/** A line to a server on `port`, on which `loss` (0…1) of all requests are cut: half of them before they arrive, half before they are answered. */
export async function openLossyProxy(port: number, loss: number): Promise<LossyProxy> {
  const counts = { requests: 0, lostRequests: 0, lostAnswers: 0 }
  const server = createServer(async (asked, answer) => {
    counts.requests += 1
    const luck = Math.random()
    const losesRequest = luck < loss / 2
    const losesAnswer = !losesRequest && luck < loss
    if (losesRequest) {
      counts.lostRequests += 1
      asked.socket.destroy()
    } else if (losesAnswer) {
      counts.lostAnswers += 1
      await forward(port, asked, null).catch(() => {})
      asked.socket.destroy()
    } else await forward(port, asked, answer).catch(() => asked.socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    counts,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** Passes a request on as it is, and its answer back where there is somewhere to. @throws Error where the server is away */
function forward(port: number, asked: IncomingMessage, answer: ServerResponse | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const { method, url: path, headers } = asked
    const passed = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (given) => {
      given.on('end', resolve).on('error', reject)
      if (!answer) given.resume()
      else {
        answer.writeHead(given.statusCode ?? 502, given.headers)
        given.pipe(answer)
      }
    })
    passed.on('error', reject)
    asked.on('error', reject).pipe(passed)
  })
}
