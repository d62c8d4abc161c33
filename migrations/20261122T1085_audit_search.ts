import { type Kysely, sql } from 'kysely'

/** Search in the audit without accents and case: normalised actor and object, written with the entry. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`alter table audit_entry add column search_norm text not null default ''`).execute(db)
}
