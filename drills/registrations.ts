import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { verifyAll } from '../server/audit/verify-chain.ts'
import { loadConfig } from '../server/platform/config.ts'
import type { Database } from '../server/platform/db/connect.ts'
import { inTransaction } from '../server/platform/db/transaction.ts'
import { openMailbox } from '../test/support/mailbox.ts'
import { freePort, ServerProcess } from '../test/support/server-process.ts'
import { makeSponsorships, type Redeemable } from '../test/support/sponsorships.ts'
import { withOwner } from './owner.ts'

type Counts = { acknowledged: number; refused: number; retried: number; kills: number }

/**
 * Drills 1, 2 and 4: registrations at full load while server and database are killed with SIGKILL five times and the SMTP
 * server is away for a third of the time. Afterwards nothing that was acknowledged may be missing, nobody may have been
 * written to whose registration does not exist, no seat is used twice, and the audit chains verify.
 */
export async function run({
  quick,
}: {
  quick: boolean
}): Promise<{ name: string; ok: boolean; detail: Record<string, unknown> }> {
  const seconds = quick ? 15 : 60
  const kills = quick ? 2 : 5
  const dataDir = mkdtempSync(join(tmpdir(), 'pgdrill-'))
  chmodSync(dataDir, 0o711)
  const mailbox = await openMailbox()
  const port = await freePort()
  const env = { DATA_DIR: dataDir, SMTP_URL: mailbox.url, TRUSTED_PROXIES: '1' }
  const server = new ServerProcess(port, env)
  const config = loadConfig({ ...env, PORT: String(port), LOG_LEVEL: 'error' })
  try {
    const sponsorships = await withOwner(config, (owner, secret) =>
      makeSponsorships(owner, secret, { count: quick ? 20 : 60, seats: 25 }),
    )
    const startMs = [await server.start()]
    const counts: Counts = { acknowledged: 0, refused: 0, retried: 0, kills: 0 }
    const acknowledged = new Set<string>()
    const until = Date.now() + seconds * 1000
    const load = Array.from({ length: 8 }, (_, worker) =>
      registerUntil(until, worker, server.origin, sponsorships, acknowledged, counts),
    )
    const smtp = away(mailbox, seconds)
    for (let kill = 0; kill < kills; kill++) {
      await sleep((seconds * 1000) / (kills + 1))
      await server.end('SIGKILL')
      counts.kills += 1
      startMs.push(await server.start())
    }
    await Promise.all(load)
    await smtp
    await delivered(acknowledged, mailbox.received)
    await server.end('SIGTERM')
    const detail = await withOwner(config, (owner, secret, database) =>
      judge(owner, secret, database, acknowledged, mailbox.received, sponsorships),
    )
    const ok = Object.entries(detail).every(([name, value]) => !name.startsWith('lost_') || value === 0)
    return { name: 'registrations', ok, detail: { seconds, ...counts, ...detail, startMs: startMs.map(Math.round) } }
  } finally {
    await server.end('SIGKILL')
    await mailbox.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function away(mailbox: Awaited<ReturnType<typeof openMailbox>>, seconds: number): Promise<void> {
  await sleep((seconds * 1000) / 3)
  await mailbox.down()
  await sleep((seconds * 1000) / 3)
  await mailbox.up()
}

/** Registers one invented person after another; what gets no answer is tried again under the same idempotency key. */
async function registerUntil(
  until: number,
  worker: number,
  origin: string,
  sponsorships: Redeemable[],
  acknowledged: Set<string>,
  counts: Counts,
): Promise<void> {
  for (let n = 0; Date.now() < until; n++) {
    const sponsorship = sponsorships[(n * 8 + worker) % sponsorships.length] as Redeemable
    const email = `${letters(worker)}.${letters(n)}@customer.example`
    const body = JSON.stringify({
      kind: 'customer_user',
      firstName: 'Drill',
      lastName: `Person ${letters(n)}`,
      email,
      password: 'correct-lantern-orbit-42',
      language: 'en',
      registrationNumber: sponsorship.number,
      verificationKey: sponsorship.key,
      jobTitle: 'Engineer',
      phone: '+34 600 000 000',
      site: 'Madrid',
      country: 'ES',
      employedStatement: true,
      termsAccepted: true,
    })
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': `drill-${worker}-${n}`,
      'x-forwarded-for': `10.${worker}.${(n >> 8) & 255}.${n & 255}`,
      origin,
    }
    for (;;) {
      const status = await post(`${origin}/api/v1/registration`, body, headers)
      if (status === 202) {
        counts.acknowledged += 1
        acknowledged.add(email)
        break
      }
      if (status === 403) {
        counts.refused += 1
        break
      }
      if (status === 400 || status === 422 || status === 404) throw new Error(`a registration was answered ${status}`)
      counts.retried += 1
      await sleep(100)
    }
  }
}

async function post(url: string, body: string, headers: Record<string, string>): Promise<number> {
  try {
    const response = await fetch(url, { method: 'POST', body, headers })
    await response.arrayBuffer()
    return response.status
  } catch {
    return 0
  }
}

/** Waits until every acknowledged person was written to: retries back off, and a killed worker's jobs come back after two minutes. */
async function delivered(acknowledged: Set<string>, received: { to: string }[]): Promise<void> {
  const deadline = Date.now() + 300_000
  while (Date.now() < deadline) {
    const to = new Set(received.map((mail) => mail.to))
    if ([...acknowledged].every((email) => to.has(email))) return
    await sleep(500)
  }
}

async function judge(
  owner: pg.Client,
  secret: string,
  database: Database,
  acknowledged: Set<string>,
  received: { to: string; messageId: string }[],
  sponsorships: Redeemable[],
): Promise<Record<string, unknown>> {
  const { rows: registrations } = await owner.query<{ email: string; n: number }>(
    'select email, count(*)::int as n from registration group by email',
  )
  const { rows: seats } = await owner.query<{ sponsorship_id: string; seats: number; used: number }>(
    `select s.sponsorship_id, s.seats, count(r.registration_id)::int as used from sponsorship s
     left join registration r on r.partner_id = s.partner_id and r.sponsorship_id = s.sponsorship_id group by 1, 2`,
  )
  const { rows: mails } = await owner.query<{ to_address: string; message_id: string }>(
    `select to_address, message_id from mail_message where template = 'registration_confirm'`,
  )
  const stored = new Map(registrations.map((row) => [row.email, row.n]))
  const messageIds = new Map<string, Set<string>>()
  for (const mail of received) messageIds.set(mail.to, (messageIds.get(mail.to) ?? new Set()).add(mail.messageId))
  const known = new Set(mails.map((mail) => mail.message_id))
  const findings: unknown[] = []
  const verified = await inTransaction(database.db, { kind: 'system' }, (tx) =>
    verifyAll(tx, secret, (finding) => findings.push(finding)),
  )
  const used = seats.reduce((sum, row) => sum + row.used, 0)
  return {
    lost_registrations: [...acknowledged].filter((email) => !stored.has(email)).length,
    lost_mails: [...acknowledged].filter((email) => !messageIds.has(email)).length,
    lost_uniqueness: registrations.filter((row) => row.n > 1).length,
    lost_mails_without_registration: [...messageIds.keys()].filter((email) => !stored.has(email)).length,
    lost_message_ids:
      [...messageIds.values()].filter((ids) => ids.size > 1).length +
      received.filter((mail) => !known.has(mail.messageId)).length,
    lost_registrations_without_mail: registrations.length - mails.length,
    lost_seats: seats.filter((row) => row.used > row.seats).length,
    lost_audit_findings: findings.length,
    auditEntries: verified.entries,
    registrations: registrations.length,
    committedUnacknowledged: registrations.length - acknowledged.size,
    deliveredTwice: received.length - messageIds.size,
    seats: sponsorships.length * 25,
    seatsUsed: used,
  }
}

/** A number in letters: names of people have no digits. */
function letters(n: number): string {
  return [...String(n)].map((digit) => 'abcdefghij'[Number(digit)]).join('')
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
