import { type Kysely, sql } from 'kysely'

/** How far a file made in the background is: rows written, of how many where the list can say; decision 32. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    alter table export add column rows bigint not null default 0, add column total bigint;
  `)
    .execute(db)
}
