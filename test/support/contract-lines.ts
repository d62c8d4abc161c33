import { sql } from 'kysely'
import { newId } from '../../server/platform/ids.ts'
import type { TestDatabase } from './database.ts'
import { inDays } from './records.ts'

/** Lines of contracts, written as the owner. */
export function linesOf({ ownerDb }: Pick<TestDatabase, 'ownerDb'>) {
  let counter = 0
  /** A covered serial number on a contract. */
  async function line(
    partnerId: string,
    contractId: string,
    given: { serial?: string; customerId?: string | null; days?: number; productId?: string } = {},
  ): Promise<string> {
    counter += 1
    const lineId = newId()
    const serial = given.serial ?? `SN${100000 + counter}`
    const of = await ownerDb
      .selectFrom('contract')
      .select('customer_id')
      .where('contract_id', '=', contractId)
      .executeTakeFirstOrThrow()
    await ownerDb
      .insertInto('contract_line')
      .values({
        partner_id: partnerId,
        line_id: lineId,
        contract_id: contractId,
        customer_id: given.customerId === undefined ? of.customer_id : given.customerId,
        vendor: 'Cisco',
        vendor_norm: 'cisco',
        serial,
        serial_norm: serial.toUpperCase(),
        product_id: given.productId ?? 'C9300-48P',
        service_level: 'SNT',
        starts_at: inDays(-30),
        ends_at: inDays(given.days ?? 300),
      })
      .execute()
    return lineId
  }

  /** So many more lines like that one, in one statement. */
  async function moreLines(lineId: string, count: number): Promise<void> {
    await sql`insert into contract_line (partner_id, line_id, contract_id, customer_id, vendor, vendor_norm, serial, serial_norm,
        product_id, service_level, starts_at, ends_at)
      select partner_id, gen_random_uuid(), contract_id, customer_id, vendor, vendor_norm, serial || n, serial_norm || n,
        product_id, service_level, starts_at, ends_at
      from contract_line cross join generate_series(1, ${count}::int) n where line_id = ${lineId}`.execute(ownerDb)
  }
  return { line, moreLines }
}
