import { type Kysely, sql } from 'kysely'

/** The vendor is told once that all parts of its review are closed, whichever process closed the last of them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    alter table access_review add column vendor_told_at timestamptz;   -- of a review run by the vendor: when it heard of the end
    update access_review set vendor_told_at = closed_at where state = 'closed';
    create index on access_review (review_id) where run_by = 'vendor' and state = 'closed' and vendor_told_at is null;
  `)
    .execute(db)
}
