import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { errors } from './errors.ts'
import { sealSecrets } from './network-secrets.ts'
import type { GivenCredential, NetworkTask, NetworkTaskInput } from './network-shapes.ts'
import { isWithin, parseAddress, rangesOf } from './ranges.ts'
import { auditCollector, type CollectorCall, lockToChange, lockToEnd, nameOf, requireKind, touch } from './write.ts'

/** The network task of a registration as far as it is shown to anybody; null where none is set or seen. */
export async function readNetworkTask(tx: Tx, partnerId: string, collectorId: string): Promise<NetworkTask | null> {
  const { rows } =
    await sql<NetworkTask>`select t.ranges, t.port, t.updated_at as "updatedAt", t.updated_by_name as "updatedBy",
      t.discovery_began_at as "discoveryBeganAt", t.discovery_ended_at as "discoveryEndedAt", t.discovery_tries as "discoveryTries",
      t.reading_handed_at as "readingHandedAt", t.reading_ended_at as "readingEndedAt", d.total as "foundTotal", d.unread
    from agent_network_task t
    cross join lateral (select count(*)::int as total, (count(*) filter (where x.read_at is null))::int as unread
      from agent_network_device x where x.partner_id = t.partner_id and x.collector_id = t.collector_id) d
    where t.partner_id = ${partnerId} and t.collector_id = ${collectorId}`.execute(tx)
  const [row] = rows
  if (!row) return null
  const found = await sql<NetworkTask['found'][number]>`select address, number as "credentialId", found_at as "foundAt",
      read_at as "readAt", failure
    from agent_network_device where partner_id = ${partnerId} and collector_id = ${collectorId}
    order by address::inet limit 200`.execute(tx)
  return { ...row, credentials: await readCredentials(tx, partnerId, collectorId), found: found.rows }
}

async function readCredentials(tx: Tx, partnerId: string, collectorId: string): Promise<NetworkTask['credentials']> {
  const { rows } = await sql<
    NetworkTask['credentials'][number]
  >`select number as "credentialId", version, user_name as user,
      auth_protocol as "authProtocol", priv_protocol as "privProtocol"
    from agent_network_credential where partner_id = ${partnerId} and collector_id = ${collectorId} order by position`.execute(
    tx,
  )
  return rows
}

/**
 * Sets what the agents of a registration are handed out, in place of what was set. It is due at their next contact. What was found
 * stays as far as it still is within the ranges and answered a credential that was kept.
 * @throws collector_no_agent, invalid_request, and what `lockToChange` throws
 */
export async function setNetworkTask(
  call: CollectorCall,
  partnerId: string,
  collectorId: string,
  given: NetworkTaskInput,
): Promise<void> {
  const { tx, principal } = call
  const row = await lockToChange(tx, partnerId, collectorId)
  requireKind(row, 'agent', errors.collector_no_network_task)
  const before = await readNetworkTask(tx, partnerId, collectorId)
  const kept = keptOf(before?.credentials ?? [], given.credentials)
  await sql`insert into agent_network_task as t (partner_id, customer_id, collector_id, ranges, port, last_number, updated_by_name)
    values (${partnerId}, ${row.customerId}, ${collectorId}, ${given.ranges}, ${given.port}, 0, ${nameOf(principal)})
    on conflict (partner_id, collector_id) do update set ranges = excluded.ranges, port = excluded.port, updated_at = now(),
      updated_by_name = excluded.updated_by_name, discovery_began_at = null, discovery_ended_at = null, discovery_tries = 0`.execute(
    tx,
  )
  await sql`delete from agent_network_credential where partner_id = ${partnerId} and collector_id = ${collectorId}
    and number <> all (${kept}::int[])`.execute(tx)
  for (const [position, credential] of given.credentials.entries())
    if (credential.credentialId === undefined)
      await addCredential(call, { partnerId, customerId: row.customerId, collectorId }, position, credential)
    else
      await sql`update agent_network_credential set position = ${position} where partner_id = ${partnerId}
        and collector_id = ${collectorId} and number = ${credential.credentialId}`.execute(tx)
  await forget(tx, partnerId, collectorId, given, before?.port === given.port ? kept : [])
  await touch(call, partnerId, collectorId)
  const credentials = await readCredentials(tx, partnerId, collectorId)
  await auditCollector(call, partnerId, row, 'collector.network_task_changed', {
    ...(before && { before: facts(before) }),
    after: facts({ ...given, credentials }),
  })
}

/** Takes the network task away, with its credentials and what was found. @throws network_task_missing, not_found, collector_deleted */
export async function removeNetworkTask(call: CollectorCall, partnerId: string, collectorId: string): Promise<void> {
  const row = await lockToEnd(call, partnerId, collectorId)
  const before = await readNetworkTask(call.tx, partnerId, collectorId)
  if (!before) throw errors.network_task_missing()
  await sql`delete from agent_network_task where partner_id = ${partnerId} and collector_id = ${collectorId}`.execute(
    call.tx,
  )
  await touch(call, partnerId, collectorId)
  await auditCollector(call, partnerId, row, 'collector.network_task_removed', { before: facts(before) })
}

/** The audit's words: what was secret is not among them. */
const facts = ({ ranges, port, credentials }: Pick<NetworkTask, 'ranges' | 'port' | 'credentials'>) => ({
  ranges,
  port,
  credentials,
})

function keptOf(had: NetworkTask['credentials'], given: GivenCredential[]): number[] {
  const fields = given.flatMap(({ credentialId }, index) => {
    const path = `credentials.${index}.credentialId`
    if (credentialId === undefined) return []
    if (!had.some((one) => one.credentialId === credentialId))
      return [{ path, code: 'unknown_credential', message: 'The task has no such credential' }]
    const isFirst = given.findIndex((one) => one.credentialId === credentialId) === index
    return isFirst ? [] : [{ path, code: 'named_twice', message: 'Another one is this already' }]
  })
  if (fields.length > 0) throw problems.invalid_request({ fields })
  return given.flatMap(({ credentialId }) => credentialId ?? [])
}

async function addCredential(
  { tx, deps }: CollectorCall,
  of: { partnerId: string; customerId: string; collectorId: string },
  position: number,
  credential: GivenCredential,
): Promise<void> {
  const { rows } = await sql<{ number: number }>`update agent_network_task set last_number = last_number + 1
    where partner_id = ${of.partnerId} and collector_id = ${of.collectorId} returning last_number as number`.execute(tx)
  const number = rows[0]?.number ?? 0
  const {
    version,
    user = '',
    authProtocol = null,
    privProtocol = null,
    community,
    authPassword,
    privPassword,
  } = credential
  const place = { collectorId: of.collectorId, number }
  const sealed = sealSecrets(deps.config.secret, place, { community, authPassword, privPassword })
  await sql`insert into agent_network_credential (partner_id, customer_id, collector_id, number, position, version, user_name,
      auth_protocol, priv_protocol, secrets_sealed)
    values (${of.partnerId}, ${of.customerId}, ${of.collectorId}, ${number}, ${position}, ${version}, ${user}, ${authProtocol},
      ${privProtocol}, ${sealed})`.execute(tx)
}

/** What is looked at no more is read no more; what could not be read is tried anew. */
async function forget(
  tx: Tx,
  partnerId: string,
  collectorId: string,
  { ranges }: NetworkTaskInput,
  numbers: number[],
): Promise<void> {
  const { rows } = await sql<{ address: string; number: number }>`select address, number from agent_network_device
    where partner_id = ${partnerId} and collector_id = ${collectorId}`.execute(tx)
  const within = rangesOf(ranges)
  const gone = rows.filter(
    ({ address, number }) => !numbers.includes(number) || !isWithin(within, parseAddress(address) ?? -1),
  )
  await sql`delete from agent_network_device where partner_id = ${partnerId} and collector_id = ${collectorId}
    and address = any (${gone.map(({ address }) => address)}::text[])`.execute(tx)
  await sql`update agent_network_device set tries = 0, asked_at = null
    where partner_id = ${partnerId} and collector_id = ${collectorId} and tries > 0`.execute(tx)
}
