import { type Kysely, sql } from 'kysely'

/**
 * Whose serial number it is, an index of the contract lines themselves says. The directory beside them held the same once more; it kept
 * nothing unique, and only coverage, which the system works out, asked it and then read the line as well.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    create index on contract_line (serial_norm);
    drop table contract_line_directory;
  `)
    .execute(db)
}
