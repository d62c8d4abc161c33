import { type Kysely, sql } from 'kysely'

/**
 * A line's customer is its contract's, written with the contract by one statement; that contract's own foreign key holds it. To
 * ask again for each of 200,000 lines of an import cost a fifth of recording them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table contract_line drop constraint contract_line_partner_id_customer_id_fkey`.execute(db)
}
