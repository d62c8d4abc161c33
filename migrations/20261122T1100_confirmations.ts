import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/**
 * How a confirmation is used: every change of one happens in these functions, which read the secret's hash from the
 * transaction (app.proof) and so reach only the row that the caller can open, by its link or by the browser's handle.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { app, definer } = roleNames()
  const run = (text: string) => sql.raw(text).execute(db)
  await run(`
    -- Each attempt keeps its own answers until it is the one that is confirmed.
    alter table confirmation
      drop column code_attempts,
      add column sponsorship_id uuid,                 -- null: a partner's employee
      add column job_title text not null default '',
      add column phone text not null default '',
      add column site text not null default '',
      add column country text not null default '',
      -- The address had a confirmed account: no link was mailed, nothing can be confirmed; the browser cannot tell.
      add column account_existed boolean not null default false;
    alter table registration_handle
      alter column confirmation_id set not null,
      add column code_attempts integer not null default 0,   -- of the present code
      add column sent_at timestamptz not null default now();
    create index on registration_handle (confirmation_id);
    create index on registration_handle (expires_at);
    create index on auth."user" ("createdAt") where not "emailVerified";
    grant delete on registration, auth."user" to ${definer};
    grant select on administrator_request to ${definer};

    create function app.proof() returns text language sql stable set search_path = pg_catalog as $$
      select nullif(current_setting('app.proof', true), '')
    $$;

    -- The handle in hand, locked until commit: what one browser does happens one after the other.
    create function app.lock_handle() returns setof public.registration_handle
    language sql volatile security definer set search_path = pg_catalog, public as $$
      select * from registration_handle where proof_hash = app.proof() and expires_at > now() for update
    $$;
    create function app.confirmation_of_handle() returns setof public.confirmation
    language sql stable security definer set search_path = pg_catalog, public as $$
      select c.* from confirmation c join registration_handle h on h.confirmation_id = c.confirmation_id
      where h.proof_hash = app.proof() and h.expires_at > now()
    $$;
    create function app.count_code_attempt() returns integer
    language sql volatile security definer set search_path = pg_catalog, public as $$
      update registration_handle set code_attempts = code_attempts + 1
      where proof_hash = app.proof() and expires_at > now() returning code_attempts
    $$;

    -- Single use: one conditional UPDATE, by the link's token, or by the handle together with the code (R15). Of two
    -- callers one gets the row. The account is locked first, so that two attempts for it are confirmed one after the other
    -- and the second finds itself void.
    create function app.consume_confirmation(p_code_hash text) returns setof public.confirmation
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
    declare wanted uuid; owner uuid;
    begin
      select c.confirmation_id, c.account_id into wanted, owner from confirmation c
        where c.proof_hash = app.proof()
           or (c.code_hash = p_code_hash
               and c.confirmation_id = (select h.confirmation_id from registration_handle h
                                        where h.proof_hash = app.proof() and h.expires_at > now()));
      perform from auth."user" u where u.id = owner for no key update;
      return query update confirmation c set used_at = now()
        where c.confirmation_id = wanted and (c.proof_hash = app.proof() or c.code_hash = p_code_hash)
          and c.used_at is null and c.cancelled_at is null and not c.account_existed and c.expires_at > now()
        returning c.*;
    end $$;

    -- After one attempt was confirmed in this transaction: its pending password is wiped, and every other open attempt for
    -- the same account is void. Answers with the void ones.
    create function app.settle_confirmation(p_confirmation uuid) returns setof public.confirmation
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
    declare confirmed uuid;
    begin
      update confirmation set password_hash = null where confirmation_id = p_confirmation and used_at = now()
        returning account_id into confirmed;
      return query update confirmation c set cancelled_at = now(), password_hash = null
        where c.account_id = confirmed and c.confirmation_id <> p_confirmation
          and c.used_at is null and c.cancelled_at is null and not c.account_existed
        returning c.*;
    end $$;

    -- "This was not me", by the link; or a corrected address, by the handle. An expired link still cancels.
    create function app.cancel_confirmation() returns setof public.confirmation
    language sql volatile security definer set search_path = pg_catalog, public as $$
      update confirmation c set cancelled_at = now(), password_hash = null
      where (c.proof_hash = app.proof()
             or c.confirmation_id = (select h.confirmation_id from registration_handle h
                                     where h.proof_hash = app.proof() and h.expires_at > now()))
        and c.used_at is null and c.cancelled_at is null
      returning c.*
    $$;

    -- A new link and code replace the old ones.
    create function app.renew_confirmation(p_proof text, p_code_hash text, p_expires_at timestamptz) returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
    declare wanted uuid;
    begin
      update registration_handle set resends = resends + 1, code_attempts = 0, sent_at = now()
        where proof_hash = app.proof() and expires_at > now() returning confirmation_id into wanted;
      update confirmation set proof_hash = p_proof, code_hash = p_code_hash, expires_at = p_expires_at
        where confirmation_id = wanted and used_at is null and cancelled_at is null;
      return found;
    end $$;

    -- The browser's handle goes on with another attempt, at the corrected address.
    create function app.move_handle(p_confirmation uuid, p_email text) returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
    begin
      update registration_handle
        set confirmation_id = p_confirmation, email = p_email, resends = resends + 1, code_attempts = 0, sent_at = now()
        where proof_hash = app.proof() and expires_at > now();
      return found;
    end $$;

    -- Whether a registration of the tenant acted in can still be confirmed by some open attempt.
    create function app.has_open_confirmation(p_registration uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, public as $$
      select exists (select from confirmation where registration_id = p_registration
        and partner_id = nullif(current_setting('app.partner', true), '')::uuid and used_at is null and cancelled_at is null)
    $$;
    create function app.cancel_confirmations_of(p_registration uuid) returns void
    language sql volatile security definer set search_path = pg_catalog, public as $$
      update confirmation set cancelled_at = now(), password_hash = null where registration_id = p_registration
        and partner_id = nullif(current_setting('app.partner', true), '')::uuid and used_at is null and cancelled_at is null
    $$;

    -- A registration that nobody ever confirmed leaves nothing behind but its audit entries (R16). Only in the tenant acted in.
    create function app.remove_unconfirmed(p_registration uuid) returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
    begin
      delete from registration where registration_id = p_registration and state = 'unconfirmed'
        and partner_id = nullif(current_setting('app.partner', true), '')::uuid;
      return found;
    end $$;

    -- Old handles, attempts nobody can use any more, and never-confirmed accounts that nothing refers to.
    create function app.forget_registrations() returns void
    language sql volatile security definer set search_path = pg_catalog, public as $$
      delete from registration_handle where expires_at <= now();
      delete from confirmation c
        where (c.used_at is not null or c.cancelled_at is not null or c.expires_at <= now())
          and not exists (select from registration_handle h where h.confirmation_id = c.confirmation_id);
      delete from auth."user" u
        where not u."emailVerified" and u."createdAt" < now() - interval '1 hour'
          and not exists (select from confirmation c where c.account_id = u.id)
          and not exists (select from registration r where r.account_id = u.id)
          and not exists (select from membership m where m.account_id = u.id)
          and not exists (select from vendor_staff s where s.account_id = u.id)
          and not exists (select from administrator_request a where a.account_id = u.id);
    $$;
  `)
  for (const name of [
    'lock_handle()',
    'confirmation_of_handle()',
    'count_code_attempt()',
    'consume_confirmation(text)',
    'settle_confirmation(uuid)',
    'cancel_confirmation()',
    'renew_confirmation(text,text,timestamptz)',
    'move_handle(uuid,text)',
    'has_open_confirmation(uuid)',
    'cancel_confirmations_of(uuid)',
    'remove_unconfirmed(uuid)',
    'forget_registrations()',
  ])
    await run(`alter function app.${name} owner to ${definer}; grant execute on function app.${name} to ${app};`)
  await run(`grant execute on function app.proof() to ${app}, ${definer}`)
}
