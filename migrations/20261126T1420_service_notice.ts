import { type Kysely, sql } from 'kysely'

/** Whom a customer's grace was told to, by the end it follows: another end is told anew, the same never twice (R25). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    create table service_notice (
      partner_id uuid not null,
      customer_id uuid not null,
      ended_at timestamptz not null,                 -- when its last support-service contract ended
      kind text not null check (kind in ('grace', 'closing', 'closed')),
      told_at timestamptz not null default now(),
      primary key (partner_id, customer_id, ended_at, kind),
      foreign key (partner_id, customer_id) references customer (partner_id, customer_id)
    );
    call app.protect('service_notice', 'all', 'all', 'select, insert');
  `)
    .execute(db)
}
