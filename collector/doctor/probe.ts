import { createSocket } from 'node:dgram'
import { connect, isIPv6 } from 'node:net'

/** An engine discovery (RFC 3414 §4): any agent that speaks version 3 answers it, whoever asks. */
const engineDiscovery = Buffer.from(
  '303e020103' +
    '3011' +
    '020409b3c8a1' +
    '020300ffe3' +
    '040104' +
    '020103' +
    '0410300e0400020100020100040004000400' +
    '30140400' +
    '0400' +
    'a00e' +
    '020409b3c8a2' +
    '020100' +
    '020100' +
    '3000',
  'hex',
)

/**
 * `engine`: an SNMP agent that speaks version 3. `closed`: a host that says nothing listens on the port. `route`: the network
 * says there is no way. `nothing`: no answer, which an agent of version 2c alone gives as well.
 */
export type Answer = 'engine' | 'closed' | 'route' | 'nothing'

export function probeAgent(address: string, port: number, timeoutMs: number): Promise<Answer> {
  return new Promise((resolve) => {
    // Connected, so that the system tells of an ICMP answer.
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4')
    const timers: NodeJS.Timeout[] = []
    const done = (answer: Answer) => {
      for (const timer of timers) clearTimeout(timer)
      socket.removeAllListeners()
      socket.on('error', () => {})
      socket.close()
      resolve(answer)
    }
    timers.push(setTimeout(done, timeoutMs, 'nothing'))
    socket.on('error', (error: NodeJS.ErrnoException) => done(error.code === 'ECONNREFUSED' ? 'closed' : 'route'))
    socket.on('message', () => done('engine'))
    socket.connect(port, address, () => {
      // Twice, for one may be lost.
      for (const delayMs of [0, timeoutMs / 3]) timers.push(setTimeout(() => socket.send(engineDiscovery), delayMs))
    })
  })
}

/** Whether a host is there at all: it takes or refuses a TCP connection, as a host does and an empty address does not. */
export async function isHostThere(address: string, timeoutMs: number): Promise<boolean> {
  const tried = await Promise.all([22, 443].map((port) => answersTcp(address, port, timeoutMs)))
  return tried.some(Boolean)
}

function answersTcp(address: string, port: number, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: timeoutMs })
    const done = (is: boolean) => {
      socket.destroy()
      resolve(is)
    }
    socket.on('connect', () => done(true))
    socket.on('timeout', () => done(false))
    socket.on('error', (error: NodeJS.ErrnoException) => done(error.code === 'ECONNREFUSED'))
  })
}
