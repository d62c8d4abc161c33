import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/** The hash-chained audit log (R34): one chain a partner, and the vendor's own under the zero UUID; and the mail outbox. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { app } = roleNames()
  await sql
    .raw(`
    create table audit_chain (
      partner_id uuid primary key,
      seq bigint not null default 0,
      hash text not null
    );
    -- Appending to the vendor's chain is open to every transaction (a sign-in belongs to no partner); reading is not.
    alter table audit_chain enable row level security;
    alter table audit_chain force row level security;
    grant select, insert, update on audit_chain to ${app};
    create policy app_chain on audit_chain to ${app}
      using (partner_id = '00000000-0000-0000-0000-000000000000' or current_setting('app.reach', true) = 'all'
             or partner_id = nullif(current_setting('app.partner', true), '')::uuid)
      with check (partner_id = '00000000-0000-0000-0000-000000000000' or current_setting('app.reach', true) = 'all'
             or partner_id = nullif(current_setting('app.partner', true), '')::uuid);
    create policy owner_all on audit_chain to current_user using (true) with check (true);

    create table audit_entry (
      partner_id uuid not null,
      seq bigint not null,
      body text not null,                    -- canonical JSON, exactly what was hashed
      prev_hash text not null,
      hash text not null,                    -- HMAC-SHA-256(key, prev_hash || body)
      at timestamptz not null,
      account_id uuid,
      actor text not null,
      action text not null,
      object_type text not null,
      object_id text not null,
      object_label text not null,
      primary key (partner_id, seq)
    );
    create index on audit_entry (partner_id, at);
    create index on audit_entry (at);
    create index on audit_entry (partner_id, action, seq);
    create index on audit_entry (partner_id, object_id, seq);
    alter table audit_entry enable row level security;
    alter table audit_entry force row level security;
    -- No update and no delete is ever granted.
    grant select, insert on audit_entry to ${app};
    create policy app_read on audit_entry for select to ${app}
      using (current_setting('app.reach', true) = 'all' or partner_id = nullif(current_setting('app.partner', true), '')::uuid);
    create policy app_insert on audit_entry for insert to ${app}
      with check (partner_id = '00000000-0000-0000-0000-000000000000' or current_setting('app.reach', true) = 'all'
                  or partner_id = nullif(current_setting('app.partner', true), '')::uuid);
    create policy owner_all on audit_entry to current_user using (true) with check (true);

    create table mail_message (
      mail_id uuid primary key,
      partner_id uuid,
      to_address text not null,
      template text not null,
      language text not null,
      subject text not null,
      params_sealed bytea,
      message_id text not null unique,
      state text not null check (state in ('queued', 'sent', 'given_up', 'kept')),
      attempts integer not null default 0,
      last_error text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      sent_at timestamptz
    );
    create index on mail_message (created_at desc);
    create index on mail_message (state, created_at desc);
    alter table mail_message enable row level security;
    alter table mail_message force row level security;
    grant select, insert, update on mail_message to ${app};
    create policy app_insert on mail_message for insert to ${app} with check (true);
    create policy app_read on mail_message for select to ${app} using (current_setting('app.reach', true) = 'all');
    create policy app_update on mail_message for update to ${app} using (current_setting('app.reach', true) = 'all');
    create policy owner_all on mail_message to current_user using (true) with check (true);
  `)
    .execute(db)
}
