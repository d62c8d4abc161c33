import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/** Better Auth's tables (camelCase as it wants them), and who of them works for the vendor. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { definer, auth, app } = roleNames()
  await sql
    .raw(`
    create table auth."user" (
      id uuid primary key,
      name text not null,
      email text not null unique,            -- normalised (lower case); one account per person (R13)
      "emailVerified" boolean not null default false,
      image text,
      "createdAt" timestamptz not null default now(),
      "updatedAt" timestamptz not null default now(),
      "firstName" text not null default '',
      "lastName" text not null default '',
      language text not null default 'en',   -- R33
      "disabledAt" timestamptz
    );
    create table auth.session (
      id uuid primary key,
      token text not null unique,
      "userId" uuid not null references auth."user" (id) on delete cascade,
      "expiresAt" timestamptz not null,
      "ipAddress" text,
      "userAgent" text,
      "createdAt" timestamptz not null default now(),
      "updatedAt" timestamptz not null default now()
    );
    create index on auth.session ("userId");
    create index on auth.session ("expiresAt");
    create table auth.account (
      id uuid primary key,
      "accountId" text not null,
      "providerId" text not null,
      "userId" uuid not null references auth."user" (id) on delete cascade,
      "accessToken" text, "refreshToken" text, "idToken" text,
      "accessTokenExpiresAt" timestamptz, "refreshTokenExpiresAt" timestamptz,
      scope text,
      password text,
      "createdAt" timestamptz not null default now(),
      "updatedAt" timestamptz not null default now(),
      unique ("providerId", "accountId")
    );
    create index on auth.account ("userId");
    create table auth.verification (
      id uuid primary key,
      identifier text not null,
      value text not null,
      "expiresAt" timestamptz not null,
      "createdAt" timestamptz not null default now(),
      "updatedAt" timestamptz not null default now()
    );
    create index on auth.verification (identifier);
    create index on auth.verification ("expiresAt");
    -- The app's role reaches these only as ${auth}, by SET LOCAL ROLE inside one transaction.
    grant select, insert, update, delete on all tables in schema auth to ${auth};
    grant select, insert, update on auth."user", auth.account to ${definer};
    grant select, delete on auth.session to ${definer};

    create table vendor_staff (
      account_id uuid primary key references auth."user" (id),
      role text not null check (role in ('administrator', 'support_agent', 'auditor')),
      state text not null default 'active' check (state in ('active', 'removed')),
      first_name text not null,
      last_name text not null,
      email text not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    call app.protect('vendor_staff', 'all,self', 'all');
    grant select, insert, update on vendor_staff to ${definer};

    -- The set-up link (purpose 'setup') and staff invitations: single-use, consumed by one conditional UPDATE.
    create table staff_invitation (
      invitation_id uuid primary key,
      proof_hash text not null unique,       -- sha256 of the token in the link
      purpose text not null check (purpose in ('setup', 'staff')),
      email text,
      role text not null check (role in ('administrator', 'support_agent', 'auditor')),
      language text not null,
      invited_by uuid,
      invited_by_name text,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      accepted_at timestamptz,
      withdrawn_at timestamptz
    );
    call app.protect('staff_invitation', 'all,proof', 'all,proof');

    -- Sessions of a person end at once when somebody takes an access away (attack 21).
    create function app.end_sessions(p_account uuid) returns integer
    language plpgsql volatile security definer set search_path = pg_catalog as $$
    declare n integer;
    begin
      delete from auth.session where "userId" = p_account;
      get diagnostics n = row_count;
      return n;
    end $$;
    alter function app.end_sessions(uuid) owner to ${definer};
    grant execute on function app.end_sessions(uuid) to ${app};

    -- A person's account, made or found in the caller's transaction (R9, R13). created is false when it existed;
    -- confirmed tells whether that account had confirmed its e-mail.
    create function app.ensure_account(p_id uuid, p_email text, p_first text, p_last text, p_language text)
    returns table (account_id uuid, created boolean, confirmed boolean)
    language plpgsql volatile security definer set search_path = pg_catalog as $$
    begin
      insert into auth."user" (id, name, email, "firstName", "lastName", language)
      values (p_id, p_first || ' ' || p_last, p_email, p_first, p_last, p_language)
      on conflict (email) do nothing;
      if found then
        return query select p_id, true, false;
      else
        return query select u.id, false, u."emailVerified" from auth."user" u where u.email = p_email;
      end if;
    end $$;
    alter function app.ensure_account(uuid,text,text,text,text) owner to ${definer};
    grant execute on function app.ensure_account(uuid,text,text,text,text) to ${app};

    -- Confirms the e-mail and makes the confirmed attempt's own name and password the account's: whoever typed an
    -- earlier, never confirmed attempt for this address keeps nothing (pre-hijacking).
    create function app.confirm_account(p_account uuid, p_row_id uuid, p_password_hash text, p_first text, p_last text, p_language text)
    returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog as $$
    begin
      update auth."user" set "emailVerified" = true, "updatedAt" = now(), "firstName" = p_first, "lastName" = p_last,
        name = p_first || ' ' || p_last, language = p_language
      where id = p_account and not "emailVerified";
      if not found then return false; end if;
      insert into auth.account (id, "accountId", "providerId", "userId", password)
      values (p_row_id, p_account::text, 'credential', p_account, p_password_hash)
      on conflict ("providerId", "accountId") do update set password = excluded.password, "updatedAt" = now();
      return true;
    end $$;
    alter function app.confirm_account(uuid,uuid,text,text,text,text) owner to ${definer};
    grant execute on function app.confirm_account(uuid,uuid,text,text,text,text) to ${app};
  `)
    .execute(db)
}
