import { type Kysely, sql } from 'kysely'

/**
 * Whose serial number it is, an index of the contract lines themselves says. `contract_line_directory`, which held the same once
 * more, is neither read nor written from here on; it stays until no process of an earlier version can be running beside ours.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('create index on contract_line (serial_norm)').execute(db)
}
