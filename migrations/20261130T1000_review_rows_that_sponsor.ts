import { type Kysely, sql } from 'kysely'

/** Whether the membership that a row of an access review is about included the right to sponsor when the review began. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table access_review_row add column sponsors boolean not null default false').execute(db)
}
