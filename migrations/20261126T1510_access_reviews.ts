import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/**
 * Access reviews: everything of a scope confirmed by a date. A review over several partners is one row here for each of them
 * under the same review_id, so that a partner has all of its own part and nothing of another's.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { app, definer } = roleNames()
  await sql
    .raw(`
    create table access_review (
      partner_id uuid not null references partner (partner_id),
      review_id uuid not null,
      run_by text not null check (run_by in ('partner', 'vendor')),
      -- team: memberships and associations, answered by SA and PA; customer_users: registrations (R18), answered by
      -- sponsorship administrators.
      audience text not null check (audience in ('team', 'customer_users')),
      title text not null,
      note text not null default '',
      memberships boolean not null, associations boolean not null,
      roles text[] not null default '{}',             -- empty: every role
      customer_ids uuid[] not null default '{}',      -- empty: every customer
      rule text not null check (rule in ('keep', 'remove', 'suspend')),      -- for what nobody answered
      due_at timestamptz not null,
      reminder_days integer[] not null default '{}',  -- before the due date
      reminded_days integer,                          -- the last of them that was sent
      state text not null default 'preparing' check (state in ('preparing', 'open', 'closing', 'closed', 'withdrawn')),
      started_by uuid not null, started_by_name text not null,
      started_at timestamptz not null default now(),
      prepared_at timestamptz,                        -- when the rows were fixed
      ended_by_name text,                             -- who closed it early or withdrew it; null: the due date did
      ended_reason text,
      closed_at timestamptz,
      record text,                                    -- canonical JSON (RFC 8785), exactly what was signed
      record_signature text,                          -- detached JWS (RFC 7515, appendix F) over it
      primary key (partner_id, review_id)
    );
    create index on access_review (review_id);
    create index on access_review (due_at) where state in ('preparing', 'open', 'closing');

    create table access_review_row (                  -- who and what, as it was when the review began
      partner_id uuid not null,
      review_id uuid not null,
      row_id uuid not null,
      audience text not null,                         -- the review's; policies read it
      kind text not null check (kind in ('membership', 'association', 'customer_user')),
      account_id uuid not null,
      registration_id uuid,                           -- of a customer user
      customer_id uuid,                               -- null: the partner as a whole, and an association with every customer
      name text not null, name_norm text not null, email text not null,
      role text,                                      -- in the support service
      customer_name text not null default '',
      since timestamptz not null,
      given_by_name text not null default '',         -- '' where nobody recorded it
      last_sign_in_at timestamptz,
      active_days integer not null default 0,         -- of the 90 before: days with an entry of theirs in the partner's audit
      state text not null default 'open' check (state in ('open', 'decided', 'gone')),
      decision text check (decision in ('keep', 'remove', 'suspend')),
      decided_by_rule boolean not null default false,
      decided_by uuid, decided_by_name text, decided_at timestamptz,
      reason text not null default '',
      refused text,                                   -- why the rule's removal or suspension was not carried out
      primary key (partner_id, review_id, row_id),
      foreign key (partner_id, review_id) references access_review (partner_id, review_id),
      check ((state = 'decided') = (decision is not null))
    );
    create index on access_review_row (partner_id, review_id, state);
    create index on access_review_row (partner_id, review_id, name_norm, row_id);

    call app.protect('access_review', 'all', 'all', 'select, insert, update');
    call app.protect('access_review_row', 'all', 'all', 'select, insert, update');

    -- Whom the system writes to at the vendor, and in which language (R33).
    create function app.staff_to_tell(p_role text)
    returns table (account_id uuid, first_name text, email text, language text)
    language sql stable security definer set search_path = pg_catalog, public as $$
      select s.account_id, s.first_name, s.email, u.language from vendor_staff s join auth."user" u on u.id = s.account_id
      where s.role = p_role and s.state = 'active' and current_setting('app.reach', true) = 'all'
      order by s.account_id
    $$;
    alter function app.staff_to_tell(text) owner to ${definer};
    revoke execute on function app.staff_to_tell(text) from public;
    grant execute on function app.staff_to_tell(text) to ${app};
  `)
    .execute(db)
  for (const table of ['access_review', 'access_review_row'])
    await sql
      .raw(`
      create policy member_read on ${table} for select to ${app} using (${read});
      create policy member_insert on ${table} for insert to ${app} with check (${write});
      create policy member_update on ${table} for update to ${app} using (${write}) with check (${write});
    `)
      .execute(db)
}

const tenant = (setting: string) => `partner_id = nullif(current_setting('app.${setting}', true), '')::uuid`
const customerUsers = `(audience = 'customer_users' and ${tenant('partner')})`
const read = `(audience = 'team' and ${tenant('admin')}) or ${customerUsers}`
const write = `(audience = 'team' and ${tenant('admin_writes')}) or ${customerUsers}`
