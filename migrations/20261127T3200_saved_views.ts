import { type Kysely, sql } from 'kysely'

/** How somebody wants to see a list: a person's own, in one partner (R30). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    create table saved_view (
      partner_id uuid not null,
      account_id uuid not null,
      view_id uuid not null,
      list text not null,                             -- which list: devices, hardware, …
      name text not null, name_norm text not null,
      state jsonb not null,                           -- search: what stands in the page's address; columns: those shown, null for the usual
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      primary key (partner_id, view_id),
      unique (partner_id, account_id, list, name_norm)
    );
    call app.protect('saved_view', 'all,own', 'all,own', 'select, insert, update, delete');
  `)
    .execute(db)
}
