import type { AddressInfo, Socket } from 'node:net'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'

export type Received = {
  to: string
  from: { name: string; address: string }
  replyTo: string | undefined
  subject: string
  messageId: string
  language: string | undefined
  headers: Record<string, string>
  text: string
  html: string
  /** Addresses of this portal's pages in the plain text, in order. */
  links: string[]
  /** The first typed code, number or key standing on a line of its own. */
  code: string | undefined
  attachments: { filename: string; type: string; content: Buffer }[]
}

/** How the server answers: as usual; refusing the recipient for good or for now; or breaking the connection after DATA. */
type Mood = 'accept' | 'refuse' | 'busy' | 'drop'

/**
 * A real SMTP server for tests and drills, on 127.0.0.1. `drop` takes the message and breaks the connection before its 250,
 * so that the sender cannot know: such a message counts as received, as it would in the wild.
 */
export async function openMailbox(port = 0) {
  const received: Received[] = []
  const waiting = new Set<() => void>()
  const sockets = new Set<Socket>()
  let mood: Mood = 'accept'
  let server = createServer()
  await listen(server, port)
  const at = (server.server.address() as AddressInfo).port

  function createServer() {
    const created = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      disableReverseLookup: true,
      logger: false,
      onRcptTo(_address, _session, callback) {
        if (mood === 'refuse') return callback(answer(550, 'No such mailbox'))
        if (mood === 'busy') return callback(answer(451, 'Come back later'))
        callback()
      },
      onData(stream, session, callback) {
        const chunks: Buffer[] = []
        stream.on('data', (chunk: Buffer) => chunks.push(chunk))
        stream.on('end', async () => {
          const to = session.envelope.rcptTo[0]?.address ?? ''
          received.push(await parse(Buffer.concat(chunks), to))
          if (mood === 'drop') {
            breakConnections()
            return
          }
          callback()
          for (const wake of [...waiting]) wake()
        })
      },
    })
    created.server.on('connection', (socket: Socket) => {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
    })
    return created
  }

  /** Sockets are cut, as by a crash of the server. */
  function breakConnections() {
    for (const socket of sockets) socket.destroy()
  }

  return {
    url: `smtp://127.0.0.1:${at}`,
    received,
    setMood: (next: Mood) => {
      mood = next
    },
    /** Nothing listens any more until `up`; open connections break. */
    async down() {
      breakConnections()
      await new Promise<void>((done) => server.close(done))
    },
    async up() {
      server = createServer()
      await listen(server, at)
    },
    /** The newest message to an address that `matches`, waiting until it is there; fails after 15 s. */
    async waitFor(to: string, matches: (mail: Received) => boolean = () => true): Promise<Received> {
      const deadline = Date.now() + 15_000
      for (;;) {
        const found = received.findLast((mail) => mail.to === to && matches(mail))
        if (found) return found
        if (Date.now() > deadline) {
          const subjects = received.map((mail) => `${mail.to}: ${mail.subject}`).join('\n  ')
          throw new Error(`No such mail to ${to}. Received:\n  ${subjects}`)
        }
        await new Promise<void>((resolve) => {
          const wake = () => {
            clearTimeout(timer)
            waiting.delete(wake)
            resolve()
          }
          const timer = setTimeout(wake, 1000)
          waiting.add(wake)
        })
      }
    },
    clear: () => received.splice(0),
    async close() {
      breakConnections()
      await new Promise<void>((done) => server.close(done))
    },
  }
}

export type Mailbox = Awaited<ReturnType<typeof openMailbox>>

function listen(server: SMTPServer, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.on('error', (error) => {
      // Connections we break ourselves are reported here as well.
      if (!server.server.listening) reject(error)
    })
    server.listen(port, '127.0.0.1', () => resolve())
  })
}

function answer(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode })
}

async function parse(raw: Buffer, to: string): Promise<Received> {
  const mail = await PostalMime.parse(raw)
  const headers = Object.fromEntries(mail.headers.map(({ key, value }) => [key, value]))
  const text = mail.text ?? ''
  return {
    to,
    from: { name: mail.from?.name ?? '', address: mail.from?.address ?? '' },
    replyTo: mail.replyTo?.[0]?.address,
    subject: mail.subject ?? '',
    messageId: mail.messageId ?? '',
    language: headers['content-language'],
    headers,
    text,
    html: mail.html ?? '',
    links: text.match(/https?:\/\/\S+/g) ?? [],
    code: /^ {4}(\S.*)$/m.exec(text)?.[1],
    attachments: mail.attachments.map((one) => ({
      filename: one.filename ?? '',
      type: one.mimeType,
      content: Buffer.from(one.content as ArrayBuffer),
    })),
  }
}
