import type { Transporter } from 'nodemailer'

/** What goes over the wire; the recipient is one address, never a list read from text. */
export type Envelope = {
  messageId: string
  from: { name: string; address: string }
  replyTo: string
  to: string
  language: string
  subject: string
  html: string
  text: string
  attachments: { filename: string; contentType: string; content: Buffer }[]
}

const pools = new Map<string, Promise<Transporter>>()

/** Hands one message to the SMTP server of `smtpUrl`, over connections kept open between messages. */
export async function deliverBySmtp(smtpUrl: string, mail: Envelope, signal: AbortSignal): Promise<void> {
  const { to, language, ...rest } = mail
  const connections = await pool(smtpUrl)
  await connections.sendMail({
    ...rest,
    to: { name: '', address: to },
    headers: {
      // RFC 3834: out-of-office programs do not answer to these.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': language,
    },
    disableFileAccess: true,
    disableUrlAccess: true,
    signal,
  })
}

/** A refusal that no repetition will change: the server's 5xx for this recipient or this message (RFC 5321 §4.2.1). */
export function isPermanentRefusal(error: unknown): boolean {
  const { code, responseCode } = error as { code?: string; responseCode?: number }
  return (code === 'EENVELOPE' || code === 'EMESSAGE') && (responseCode ?? 0) >= 500
}

/** Ends all connections; a message being handed over is finished first. */
export async function closeMailConnections(): Promise<void> {
  for (const connections of pools.values()) (await connections).close()
  pools.clear()
}

function pool(smtpUrl: string): Promise<Transporter> {
  const open = pools.get(smtpUrl) ?? connect(smtpUrl)
  pools.set(smtpUrl, open)
  return open
}

async function connect(smtpUrl: string): Promise<Transporter> {
  // 27 MB that a process which only serves pages need not load
  const { createTransport } = await import('nodemailer')
  return createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 4,
    // Once for a kept connection the server has closed meanwhile; everything else is the job's to repeat.
    maxRequeues: 1,
    idleTimeout: 30_000,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 60_000,
  }) as Transporter
}
