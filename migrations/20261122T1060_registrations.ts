import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/** Registrations: one person redeeming a sponsorship (R8–R18), what they switched off, asked for, and their confirmation. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { definer } = roleNames()
  await sql
    .raw(`
    create table registration (
      partner_id uuid not null,
      registration_id uuid not null,
      sponsorship_id uuid not null,
      customer_id uuid not null,
      account_id uuid not null references auth."user" (id),
      -- Stored states. Shown ones add 'suspended' (attestation unanswered), computed like every fact that time changes.
      state text not null check (state in ('unconfirmed', 'to_be_verified', 'active', 'disabled', 'left', 'lapsed')),
      first_name text not null, last_name text not null,
      name_norm text not null,                        -- normalised 'last first' for sort and search
      email text not null, language text not null,
      job_title text not null, phone text not null, site text not null, country text not null,
      employed_statement_at timestamptz not null,
      terms_accepted_at timestamptz not null,
      domain_fits boolean not null,                   -- R8
      free_mail boolean not null default false,       -- R13
      seat_held_until timestamptz,                    -- while unconfirmed: the link's end (R16); null otherwise
      created_at timestamptz not null default now(),
      confirmed_at timestamptz,
      verified_at timestamptz, verified_by uuid,
      disabled_at timestamptz, disabled_reason text,
      ended_at timestamptz,                           -- left or lapsed
      attested_at timestamptz, attested_by uuid,      -- R18; starts with confirmation
      attestation_warned_at timestamptz,
      primary key (partner_id, registration_id),
      foreign key (partner_id, sponsorship_id) references sponsorship (partner_id, sponsorship_id),
      foreign key (partner_id, customer_id) references customer (partner_id, customer_id)
    );
    create unique index registration_once on registration (partner_id, sponsorship_id, account_id)
      where state not in ('left', 'lapsed');
    create index on registration (account_id);
    create index registration_seats on registration (partner_id, sponsorship_id, state);
    create index on registration (partner_id, customer_id, name_norm, registration_id);
    create index on registration (partner_id, name_norm, registration_id);
    create index on registration (created_at) where state = 'unconfirmed';
    call app.protect('registration', 'all,partner,self', 'all,partner', 'select, insert, update');
    grant select, update on registration to ${definer};

    create table entitlement_switch (                 -- entitlements a person switched off for themselves (R11)
      partner_id uuid not null,
      registration_id uuid not null,
      entitlement_id text not null references entitlement (entitlement_id),
      switched_off_at timestamptz not null default now(),
      primary key (partner_id, registration_id, entitlement_id),
      foreign key (partner_id, registration_id) references registration (partner_id, registration_id)
    );
    call app.protect('entitlement_switch', 'all,partner', 'all,partner', 'select, insert, delete');
    grant select on entitlement_switch to ${definer};

    create table access_request (                     -- a person asks the partner for more
      partner_id uuid not null,
      request_id uuid not null,
      registration_id uuid not null,
      account_id uuid not null,
      entitlement_id text not null references entitlement (entitlement_id),
      note text not null default '',
      state text not null default 'open' check (state in ('open', 'granted', 'declined', 'withdrawn')),
      decided_by uuid, decided_by_name text, decided_at timestamptz, reason text,
      created_at timestamptz not null default now(),
      primary key (partner_id, request_id),
      foreign key (partner_id, registration_id) references registration (partner_id, registration_id)
    );
    create unique index on access_request (partner_id, registration_id, entitlement_id) where state = 'open';
    create index on access_request (partner_id, state, created_at);
    call app.protect('access_request', 'all,partner,self', 'all,partner', 'select, insert, update');

    -- One e-mailed link and its typed code. Whoever presents the token (or holds the browser's handle) has app.proof
    -- set to its hash and reaches exactly this row; nobody else does, the partner's administrator included (attack 3).
    create table confirmation (
      confirmation_id uuid primary key,
      proof_hash text not null unique,                -- sha256 of the token in the mail
      account_id uuid not null references auth."user" (id),
      partner_id uuid,                                -- null: a partner's employee, who has no tenant yet
      registration_id uuid,
      email text not null,
      first_name text not null, last_name text not null, language text not null,
      password_hash text,                             -- becomes the account's on confirmation, then wiped here
      company_name text not null default '',
      code_hash text not null,                        -- HMAC of the typed code
      code_attempts integer not null default 0,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      used_at timestamptz,
      cancelled_at timestamptz
    );
    create index on confirmation (account_id);
    create index on confirmation (partner_id, registration_id);
    create index on confirmation (expires_at);
    call app.protect('confirmation', 'all,proof', 'anyone', 'select, insert');
    grant select, update, delete on confirmation to ${definer};

    -- What the registering browser keeps: lets the same person correct the address, resend, type the code.
    create table registration_handle (
      proof_hash text primary key,                    -- sha256 of the handle
      confirmation_id uuid,                           -- null: the address had an account already; nothing can be confirmed
      email text not null,
      language text not null,
      resends integer not null default 0,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null
    );
    call app.protect('registration_handle', 'all,proof', 'anyone', 'select, insert');
    grant select, update, delete on registration_handle to ${definer};
  `)
    .execute(db)
}
