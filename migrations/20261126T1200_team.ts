import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/** How people come to a partner's team (R19–R22): invitations by e-mail, one by one or from a list, and the way out. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { app, definer } = roleNames()
  await sql
    .raw(`
    -- To an e-mail address. What it grants is judged again when it is accepted; the row is no grant by itself.
    create table team_invitation (
      partner_id uuid not null references partner (partner_id),
      invitation_id uuid not null,
      proof_hash text not null,                       -- sha256 of the token in the link
      email text not null,
      first_name text not null default '', last_name text not null default '',   -- as the inviter knows them
      language text not null,
      role text not null check (role in ('super_admin', 'admin', 'user')),
      all_customers boolean not null default false,   -- of a 'user': every customer, or these
      customer_ids uuid[] not null default '{}',
      note text not null default '',
      by_vendor boolean not null default false,       -- the vendor onboards a super administrator (R19)
      invited_by uuid not null, invited_by_name text not null,
      created_at timestamptz not null default now(),
      sent_at timestamptz not null default now(),
      expires_at timestamptz not null,
      accepted_at timestamptz, accepted_by uuid,
      withdrawn_at timestamptz, withdrawn_by_name text,
      primary key (partner_id, invitation_id)
    );
    -- One open invitation an address and partner, whoever sends at the same moment.
    create unique index on team_invitation (partner_id, email) where accepted_at is null and withdrawn_at is null;
    create index on team_invitation (proof_hash);
    create index on team_invitation (email) where accepted_at is null and withdrawn_at is null;
    create index on team_invitation (partner_id, created_at, invitation_id);
    call app.protect('team_invitation', 'all,admin,proof', 'all,admin_writes', 'select, insert, update');
    create policy proof_update on team_invitation for update to ${app}
      using (proof_hash = nullif(current_setting('app.proof', true), ''))
      with check (proof_hash = nullif(current_setting('app.proof', true), ''));
    grant select on team_invitation to ${definer};

    -- A list of people as it was checked, and how far its invitations have been sent.
    create table team_import (
      partner_id uuid not null references partner (partner_id),
      import_id uuid not null,
      state text not null default 'checked' check (state in ('checked', 'applying', 'done')),
      created_by uuid not null, created_by_name text not null,
      created_at timestamptz not null default now(),
      started_at timestamptz,
      finished_at timestamptz,
      primary key (partner_id, import_id)
    );
    call app.protect('team_import', 'all,admin', 'all,admin_writes', 'select, insert, update, delete');
    create table team_import_row (
      partner_id uuid not null,
      import_id uuid not null,
      position integer not null,                      -- the line of the list, from 1
      email text not null, first_name text not null, last_name text not null, language text not null,
      role text check (role in ('super_admin', 'admin', 'user')),
      all_customers boolean not null default false,
      customer_ids uuid[] not null default '{}',
      outcome text not null check (outcome in ('invite', 'member', 'invited', 'invalid')),
      errors jsonb not null default '[]',             -- [{ column, code, value }]
      result text check (result in ('sent', 'skipped', 'refused')),   -- null: not reached
      refusal text,
      primary key (partner_id, import_id, position),
      foreign key (partner_id, import_id) references team_import (partner_id, import_id) on delete cascade
    );
    call app.protect('team_import_row', 'all,admin', 'all,admin_writes', 'select, insert, update, delete');

    alter table membership add column start_dismissed_at timestamptz;   -- a super administrator is past the guided start

    -- Invitations to the signed-in person's own confirmed address; with the hash that opens each to its acceptance.
    create function app.team_invitations_to_me()
    returns table (partner_id uuid, partner_name text, invitation_id uuid, proof_hash text, role text, invited_by_name text, expires_at timestamptz)
    language sql stable security definer set search_path = pg_catalog, public as $$
      select i.partner_id, p.name, i.invitation_id, i.proof_hash, i.role, i.invited_by_name, i.expires_at
      from auth."user" u
      join team_invitation i on i.email = u.email and i.accepted_at is null and i.withdrawn_at is null and i.expires_at > now()
      join partner p on p.partner_id = i.partner_id
      where u.id = nullif(current_setting('app.self', true), '')::uuid and u."emailVerified" and u."disabledAt" is null
      order by i.created_at desc limit 50
    $$;
    alter function app.team_invitations_to_me() owner to ${definer};

    -- Every partner the signed-in person works for, also where they are suspended: they may know why (R36).
    create function app.memberships_of_me()
    returns table (partner_id uuid, partner_name text, role text, sponsors boolean, state text, since timestamptz, suspended_reason text)
    language sql stable security definer set search_path = pg_catalog, public as $$
      select m.partner_id, p.name, m.role, m.sponsors, m.state, m.created_at, m.suspended_reason
      from membership m join partner p on p.partner_id = m.partner_id
      where m.account_id = nullif(current_setting('app.self', true), '')::uuid and m.state <> 'removed'
      order by p.name limit 100
    $$;
    alter function app.memberships_of_me() owner to ${definer};

    -- Signs somebody out who lost a membership, unless something else is left to them: another partner, a customer's
    -- access, the vendor's staff. Whoever keeps a context keeps the session; the lost one is refused anyway (attack 21).
    create function app.end_sessions_without_context(p_account uuid) returns integer
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
    begin
      if exists (select from membership m where m.account_id = p_account and m.state = 'active')
        or exists (select from vendor_staff s where s.account_id = p_account and s.state = 'active')
        or exists (select from registration r where r.account_id = p_account and r.state in ('to_be_verified', 'active'))
      then return 0; end if;
      return app.end_sessions(p_account);
    end $$;
    grant execute on function app.end_sessions(uuid) to ${definer};
    alter function app.end_sessions_without_context(uuid) owner to ${definer};

    revoke execute on function app.team_invitations_to_me(), app.memberships_of_me(), app.end_sessions_without_context(uuid) from public;
    grant execute on function app.team_invitations_to_me(), app.memberships_of_me(), app.end_sessions_without_context(uuid) to ${app};
  `)
    .execute(db)
}
