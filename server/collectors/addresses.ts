import { sql } from 'kysely'
import { hashToken, newToken } from '../platform/crypto/tokens.ts'
import { AGENT_PATH } from '../platform/http/agent.ts'
import { newId } from '../platform/ids.ts'
import { errors } from './errors.ts'
import { revokeAddresses } from './queries.ts'
import { auditCollector, type CollectorCall, lockToChange, nameOf, requireKind, touch } from './write.ts'

export type MadeAddress = { addressId: string; address: string; madeAt: Date }

/**
 * An address that agents post to, with a secret of 256 bits in its path: this is the only answer that holds it. Those before it are
 * refused from now on.
 * @throws collector_no_agent, and what `lockToChange` throws
 */
export async function makeAddress(call: CollectorCall, partnerId: string, collectorId: string): Promise<MadeAddress> {
  const { tx, deps, principal } = call
  const row = await lockToChange(tx, partnerId, collectorId)
  requireKind(row, 'agent', errors.collector_no_agent)
  const by = nameOf(principal)
  const replaced = await revokeAddresses(tx, partnerId, collectorId, { name: by, reason: '' })
  const [addressId, token, madeAt] = [newId(), newToken(), new Date()]
  await sql`insert into agent_address (partner_id, customer_id, collector_id, address_id, token_hash, made_at, made_by_name)
    values (${partnerId}, ${row.customerId}, ${collectorId}, ${addressId}, ${hashToken(token)}, ${madeAt}, ${by})`.execute(
    tx,
  )
  await touch(call, partnerId, collectorId)
  await auditCollector(call, partnerId, row, 'collector.address_created', {
    addressId,
    ...(replaced.length > 0 && { replaces: replaced }),
  })
  return { addressId, address: `${deps.config.origin}${AGENT_PATH}/${token}`, madeAt }
}
