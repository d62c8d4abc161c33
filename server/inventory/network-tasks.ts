import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { formatAddress, isWithin, openSecrets, parseAddress, rangesOf } from '../collectors/index.ts'
import type { Tx, Uploader } from '../platform/db/transaction.ts'
import { type AgentCall, auditGathering } from './gather.ts'
import { type Credential, networkOptions } from './network-options.ts'
import type { Post } from './read-post.ts'

/*
 * Network tasks of a registration (decision 35): one agent at a time is given them, when they are due. A discovery's messages only say
 * what is to be read; what is read is gathered like all that agents post.
 */

/** After this without a word from it an agent is thought to have stopped; how often a task is given again before it waits for its interval. */
const silence = sql`interval '2 hours'`
const mostTries = 3

type Task = {
  ranges: string[]
  port: number
  /** An agent is at it. */
  busy: boolean
  discoveryDue: boolean
  newRound: boolean
}

/** What a PROLOG's answer gives an agent to do, and in how many hours it is to come again. */
export type HandedOut = { options: string; hours: number }

/** Gives the network tasks of a registration that are due to the agent that asks. Its row is locked, so that no other gets them too. */
export async function handOut(call: AgentCall): Promise<HandedOut> {
  const { tx, uploader } = call
  const { collectorId, intervalHours } = uploader
  const task = uploader.mayUpload ? await lockTask(tx, uploader) : null
  if (!task) return { options: '', hours: intervalHours }
  if (task.busy) return { options: '', hours: 1 }
  const devices = await takeDevices(tx, uploader)
  if (!task.discoveryDue && devices.length === 0) return { options: '', hours: await untilDue(tx, uploader) }
  await noteHandedOut(tx, uploader, task, devices.length > 0)
  const { port } = task
  const ranges = rangesOf(task.ranges).map(({ first, last }) => ({
    first: formatAddress(first),
    last: formatAddress(last),
  }))
  const process = processOf(collectorId)
  const options = networkOptions(
    await readCredentials(call),
    task.discoveryDue ? { process, port, ranges } : null,
    devices.length > 0 ? { process: process + 1, port, devices } : null,
  )
  await auditGathering(call, {
    action: 'collector.network_task_handed_out',
    objectType: 'collector',
    objectId: collectorId,
    objectLabel: uploader.name,
    detail: { ranges: task.discoveryDue ? task.ranges : [], devices: devices.length },
  })
  return { options, hours: task.discoveryDue ? 1 : await untilDue(tx, uploader) }
}

/** In one statement: a row that a transaction writes twice has its foreign key checked, which locks the registration after its task. */
async function noteHandedOut(tx: Tx, uploader: Uploader, task: Task, reads: boolean): Promise<void> {
  const { discoveryDue: discovers, newRound } = task
  const begins = discovers && newRound
  await sql`update agent_network_task set
      discovery_heard_at = case when ${discovers} then now() else discovery_heard_at end,
      discovery_ended_at = case when ${discovers} then null else discovery_ended_at end,
      discovery_began_at = case when ${begins} then now() else discovery_began_at end,
      discovery_tries = case when ${begins} then 1 when ${discovers} then discovery_tries + 1 else discovery_tries end,
      reading_handed_at = case when ${reads} then now() else reading_handed_at end,
      reading_heard_at = case when ${reads} then now() else reading_heard_at end,
      reading_ended_at = case when ${reads} then null else reading_ended_at end
    where partner_id = ${uploader.partnerId} and collector_id = ${uploader.collectorId}`.execute(tx)
}

/** Whether a message is of a discovery that was handed out here: it is no collection, for it has no serial numbers (R28). */
export function isOwnDiscovery({ query, process }: Post, { collectorId }: Uploader): boolean {
  return query === 'netdiscovery' && process === processOf(collectorId)
}

/** Remembers what a discovery says: that it goes on or is over, and who answered which credential, where it was asked to look. */
export async function noteDiscovery(tx: Tx, uploader: Uploader, { told, ended }: Post): Promise<void> {
  const { partnerId, customerId, collectorId, intervalHours } = uploader
  const { rows } = await sql<{ ranges: string[] }>`update agent_network_task set discovery_heard_at = now(),
      discovery_ended_at = case when ${ended} then now() else discovery_ended_at end
    where partner_id = ${partnerId} and collector_id = ${collectorId} returning ranges`.execute(tx)
  const [task] = rows
  if (!task) return // it was taken away meanwhile
  const ranges = rangesOf(task.ranges)
  const numbers = (
    await sql<{ number: number }>`select number from agent_network_credential
      where partner_id = ${partnerId} and collector_id = ${collectorId}`.execute(tx)
  ).rows.map(({ number }) => number)
  const found = new Map<string, number>()
  for (const { address, credential } of told) {
    const [at, number] = [parseAddress(address), Number(credential)]
    if (at !== null && isWithin(ranges, at) && numbers.includes(number)) found.set(formatAddress(at), number)
  }
  // In one statement, for a message may tell of thousands. That it answers another credential now begins no new round of tries.
  await sql`insert into agent_network_device (partner_id, customer_id, collector_id, address, number)
    select ${partnerId}, ${customerId}, ${collectorId}, f.address, f.number
    from unnest(${[...found.keys()]}::text[], ${[...found.values()]}::int[]) as f (address, number)
    on conflict (partner_id, collector_id, address) do update set found_at = now(), number = excluded.number`.execute(
    tx,
  )
  // What is neither found nor read for long is there no more.
  if (ended)
    await sql`delete from agent_network_device where partner_id = ${partnerId} and collector_id = ${collectorId}
      and greatest(found_at, read_at) < now() - make_interval(hours => ${7 * intervalHours}::int)`.execute(tx)
}

/** Remembers of a reading that was handed out here who was read and who was not. */
export async function noteReading(tx: Tx, uploader: Uploader, { query, process, told, ended }: Post): Promise<void> {
  const { partnerId, collectorId } = uploader
  if (!['snmpquery', 'netinventory'].includes(query) || process !== processOf(collectorId) + 1) return
  await sql`update agent_network_task set reading_heard_at = now(),
      reading_ended_at = case when ${ended} then now() else reading_ended_at end
    where partner_id = ${partnerId} and collector_id = ${collectorId}`.execute(tx)
  const said = new Map(told.map(({ id, error }) => [id, error === null ? null : failureOf(error)]))
  await sql`update agent_network_device d set failure = s.failure,
      read_at = case when s.failure is null then now() else d.read_at end,
      asked_at = case when s.failure is null then null else d.asked_at end,
      tries = case when s.failure is null then 0 else d.tries end
    from unnest(${[...said.keys()]}::text[], ${[...said.values()]}::text[]) as s (address, failure)
    where d.partner_id = ${partnerId} and d.collector_id = ${collectorId} and d.address = s.address`.execute(tx)
}

const failureOf = (error: string) => (/authenti/i.test(error) ? 'refused' : 'no_answer')

/**
 * What a registration's discoveries call themselves (PID); its readings, one more. Always the same, so that what an agent says later is
 * known for what it is even when the task has changed or gone; large, for what agents' own tools begin counts from 1.
 */
export function processOf(collectorId: string): number {
  return (createHash('sha256').update(collectorId).digest().readUInt32BE() >>> 2) | 0x20000000
}

async function lockTask(tx: Tx, { partnerId, collectorId, intervalHours }: Uploader): Promise<Task | null> {
  const interval = sql`make_interval(hours => ${intervalHours}::int)`
  const { rows } = await sql<Task>`select ranges, port, busy, not busy and "newRound" as "newRound",
      not busy and ("newRound" or (discovery_ended_at is null and discovery_tries < ${mostTries})) as "discoveryDue"
    from (select t.*, discovery_began_at is null or discovery_began_at <= now() - ${interval} as "newRound",
        (discovery_began_at is not null and discovery_ended_at is null and discovery_heard_at > now() - ${silence})
          or (reading_handed_at is not null and reading_ended_at is null and reading_heard_at > now() - ${silence}) as busy
      from agent_network_task t where partner_id = ${partnerId} and collector_id = ${collectorId} for update) x`.execute(
    tx,
  )
  return rows[0] ?? null
}

/** The devices to be read now, by address; that they were given out is noted. */
async function takeDevices(tx: Tx, { partnerId, collectorId, intervalHours }: Uploader) {
  const before = sql`now() - make_interval(hours => ${intervalHours}::int)`
  const { rows } = await sql<{ address: string; number: number }>`update agent_network_device set
      tries = case when asked_at <= ${before} then 1 else tries + 1 end,
      asked_at = case when asked_at > ${before} then asked_at else now() end
    where partner_id = ${partnerId} and collector_id = ${collectorId} and (read_at is null or read_at <= ${before})
      and (asked_at is null or asked_at <= ${before} or tries < ${mostTries})
    returning address, number`.execute(tx)
  return rows.sort((one, other) => (parseAddress(one.address) ?? 0) - (parseAddress(other.address) ?? 0))
}

/** In how many hours something is due: at once, as far as agents can come, while something found was never read. */
async function untilDue(tx: Tx, { partnerId, collectorId, intervalHours }: Uploader): Promise<number> {
  const { rows } = await sql<{ waiting: boolean; hours: number }>`select
      exists (select from agent_network_device d where d.partner_id = t.partner_id and d.collector_id = t.collector_id
        and d.read_at is null and d.tries < ${mostTries}) as waiting,
      ceil(extract(epoch from least(t.discovery_began_at, (select min(greatest(d.read_at, d.asked_at)) from agent_network_device d
          where d.partner_id = t.partner_id and d.collector_id = t.collector_id))
        + make_interval(hours => ${intervalHours}::int) - now()) / 3600)::int as hours
    from agent_network_task t where t.partner_id = ${partnerId} and t.collector_id = ${collectorId}`.execute(tx)
  const { waiting, hours } = rows[0] ?? { waiting: false, hours: intervalHours }
  return waiting ? 1 : Math.min(Math.max(hours, 1), intervalHours)
}

async function readCredentials({ tx, config, uploader: { collectorId } }: AgentCall): Promise<Credential[]> {
  const { rows } = await sql<
    Omit<Credential, 'community'> & { sealed: Buffer }
  >`select number, version, user_name as user,
      auth_protocol as "authProtocol", priv_protocol as "privProtocol", secrets_sealed as sealed
    from app.network_credentials()`.execute(tx)
  return rows.map(({ sealed, ...shown }) => ({
    ...shown,
    ...openSecrets(config.secret, { collectorId, number: shown.number }, sealed),
  }))
}
