import { z } from 'zod'
import type { Tx } from '../platform/db/transaction.ts'
import { enqueue } from '../platform/jobs/enqueue.ts'

export const sourcesQueue = {
  name: 'alerts.sources',
  schema: z.strictObject({ partnerId: z.uuid(), customerId: z.uuid() }),
}

/**
 * Says in the transaction that changes them that a customer's collectors or collections are not what they were; alerts follow a moment
 * after it commits.
 */
export async function sourcesChanged(
  tx: Tx,
  { partnerId, customerId }: { partnerId: string; customerId: string },
): Promise<void> {
  await enqueue(tx, sourcesQueue, { partnerId, customerId }, { singletonKey: customerId })
}
