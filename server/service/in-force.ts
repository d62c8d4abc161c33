import type { Tx } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { errors } from './errors.ts'
import { readService } from './queries.ts'

/**
 * Throws unless a customer's data may be changed: its support service is in force (R22, R25). In grace it is read only, and
 * the refusal says until when, and who can open it again (R36). 404 for a customer the reader does not reach. The database
 * holds the same by the `data_writes` kind of its policies.
 */
export async function requireInForce(tx: Tx, partnerId: string, customerId: string): Promise<void> {
  const service = await readService(tx, partnerId, customerId)
  if (!service) throw problems.not_found()
  if (service.state === 'in_force') return
  const refusal = {
    missing: 'a support-service contract in force for this customer',
    grantedBy: 'the vendor, by recording the contract',
    params: { customer: service.name, until: service.closesAt?.toISOString().slice(0, 10) ?? '' },
  }
  if (service.state === 'grace') throw errors.service_in_grace(refusal)
  throw service.state === 'closed' ? errors.service_closed(refusal) : errors.service_missing(refusal)
}
