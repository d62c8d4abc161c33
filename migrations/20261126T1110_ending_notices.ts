import { type Kysely, sql } from 'kysely'

/** Which end was told how many days before (R5's notices): by the end itself, so that another end is told anew. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    create table ending_notice (
      partner_id uuid not null references partner (partner_id),
      kind text not null check (kind in ('contract', 'support')),
      object_id uuid not null,                        -- the contract, or the customer whose support ends
      ends_at timestamptz not null,
      days integer not null,
      told_at timestamptz not null default now(),
      primary key (partner_id, kind, object_id, ends_at, days)
    );
    call app.protect('ending_notice', 'all', 'all', 'select, insert');
  `)
    .execute(db)
}
