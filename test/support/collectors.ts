import { derived } from '../../server/collectors/queries.ts'
import { newId } from '../../server/platform/ids.ts'
import type { TestDatabase } from './database.ts'

let counter = 0

/** Makes collectors; written as the owner. */
export function collectorsOf({ ownerDb }: Pick<TestDatabase, 'ownerDb'>) {
  /** A registered collector, without any licence yet. */
  async function collector(partnerId: string, customerId: string, given: { name?: string } = {}): Promise<string> {
    counter += 1
    const collectorId = newId()
    const name = given.name ?? `Collector ${counter}`
    await ownerDb
      .insertInto('collector')
      .values({
        partner_id: partnerId,
        collector_id: collectorId,
        customer_id: customerId,
        name,
        inventory_name: name,
        ...derived({ name, inventoryName: name, site: '', serial: '' }),
        interval_hours: 24,
        created_by: newId(),
        created_by_name: 'Fixture',
        updated_by_name: 'Fixture',
      })
      .execute()
    return collectorId
  }

  return { collector }
}
