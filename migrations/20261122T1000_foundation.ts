import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/**
 * Schemas, the procedure with which every later migration puts a table under row-level security, and the two
 * counters that must outlive a rolled-back request: throttle buckets and idempotency keys.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { app, definer, auth } = roleNames()
  const run = (text: string) => sql.raw(text).execute(db)
  await run(`
    create schema app;
    create schema auth;
    grant usage on schema app to ${app}, ${definer};
    grant create on schema app to ${definer};
    grant usage on schema auth to ${auth}, ${definer};
    grant usage on schema public to ${app}, ${definer};

    -- Puts table t under FORCE ROW LEVEL SECURITY. readable and writable are comma-separated kinds:
    --   anyone   every transaction
    --   all      vendor staff and system jobs (app.reach = 'all')
    --   partner  the tenant acted in (app.partner)
    --   self     the person's own rows (app.self; needs account_id)
    -- Policies read transaction-local settings only (design §5): no sub-selects, no functions per row.
    create procedure app.protect(t regclass, readable text, writable text, verbs text default 'select, insert, update, delete')
    language plpgsql as $$
    declare
      clause text; kind text; side text; expression text;
    begin
      foreach side in array array['readable', 'writable'] loop
        clause := null;
        foreach kind in array string_to_array(case side when 'readable' then readable else writable end, ',') loop
          expression := case trim(kind)
            when 'anyone' then 'true'
            when 'all' then 'current_setting(''app.reach'', true) = ''all'''
            when 'partner' then 'partner_id = nullif(current_setting(''app.partner'', true), '''')::uuid'
            when 'self' then 'account_id = nullif(current_setting(''app.self'', true), '''')::uuid'
            when 'proof' then 'proof_hash = nullif(current_setting(''app.proof'', true), '''')'
            when 'none' then 'false'
          end;
          if expression is null then raise exception 'app.protect: unknown kind %', kind; end if;
          clause := coalesce(clause || ' or ', '') || expression;
        end loop;
        if side = 'readable' then
          execute format('alter table %s enable row level security', t);
          execute format('alter table %s force row level security', t);
          execute format('grant %s on %s to ${app}', verbs, t);
          execute format('create policy app_read on %s for select to ${app} using (%s)', t, clause);
        else
          if verbs ilike '%insert%' then
            execute format('create policy app_insert on %s for insert to ${app} with check (%s)', t, clause);
          end if;
          if verbs ilike '%update%' then
            execute format('create policy app_update on %s for update to ${app} using (%s) with check (%s)', t, clause, clause);
          end if;
          if verbs ilike '%delete%' then
            execute format('create policy app_delete on %s for delete to ${app} using (%s)', t, clause);
          end if;
        end if;
      end loop;
      -- The few SECURITY DEFINER functions run as this role; it also needs grants, given table by table.
      execute format('create policy definer_all on %s to ${definer} using (true) with check (true)', t);
      -- A migrating role that is not superuser is subject to FORCE as well: later migrations must see the rows.
      execute format('create policy owner_all on %s to current_user using (true) with check (true)', t);
    end $$;

    -- Counts of attempts, exact under any concurrency: one upsert. Unlogged: losing them in a crash loosens a limit
    -- for one window, and keeps guessing from costing fsyncs.
    create unlogged table app.throttle_bucket (
      bucket text primary key,
      used integer not null,
      window_ends_at timestamptz not null
    );
    create index on app.throttle_bucket (window_ends_at);
    grant select, insert, update, delete on app.throttle_bucket to ${definer};
    create function app.throttle(p_bucket text, p_cost integer, p_window interval)
    returns table (used integer, window_ends_at timestamptz)
    language sql volatile security definer set search_path = pg_catalog as $$
      insert into app.throttle_bucket as b (bucket, used, window_ends_at)
      values (p_bucket, p_cost, clock_timestamp() + p_window)
      on conflict (bucket) do update set
        used = case when b.window_ends_at <= clock_timestamp() then p_cost else b.used + p_cost end,
        window_ends_at = case when b.window_ends_at <= clock_timestamp() then clock_timestamp() + p_window
                              else b.window_ends_at end
      returning used, window_ends_at
    $$;
    create function app.throttle_forget(p_bucket text) returns void
    language sql volatile security definer set search_path = pg_catalog as $$
      delete from app.throttle_bucket where bucket = p_bucket
    $$;

    -- Idempotency keys (drill 3): claimed and answered in the operation's own transaction, so that a second caller
    -- waits for the first and then reads its answer; a rollback leaves nothing. Answers are sealed by the server.
    create table app.idempotency_key (
      scope text not null,
      key_hash text not null,
      request_hash text not null,
      answer bytea,
      created_at timestamptz not null default now(),
      primary key (scope, key_hash)
    );
    create index on app.idempotency_key (created_at);
    grant select, insert, update, delete on app.idempotency_key to ${definer};
    create function app.idempotency_claim(p_scope text, p_key_hash text, p_request_hash text)
    returns table (claimed boolean, request_hash text, answer bytea)
    language plpgsql volatile security definer set search_path = pg_catalog as $$
    begin
      insert into app.idempotency_key (scope, key_hash, request_hash)
      values (p_scope, p_key_hash, p_request_hash) on conflict do nothing;
      if found then
        return query select true, p_request_hash, null::bytea;
      else
        return query select false, k.request_hash, k.answer from app.idempotency_key k
          where k.scope = p_scope and k.key_hash = p_key_hash;
      end if;
    end $$;
    create function app.idempotency_answer(p_scope text, p_key_hash text, p_answer bytea) returns void
    language sql volatile security definer set search_path = pg_catalog as $$
      update app.idempotency_key set answer = p_answer where scope = p_scope and key_hash = p_key_hash and answer is null
    $$;
    create function app.forget_expired() returns void
    language sql volatile security definer set search_path = pg_catalog as $$
      delete from app.idempotency_key where created_at < now() - interval '24 hours';
      delete from app.throttle_bucket where window_ends_at < now() - interval '1 hour';
    $$;

    -- Transaction-scoped settings, set in one place. Everything else reads them.
    create function app.enter_public(p_proof text) returns void
    language sql volatile set search_path = pg_catalog as $$
      select set_config('app.proof', coalesce(p_proof, ''), true)
    $$;
    create function app.enter_system(p_partner uuid) returns void
    language plpgsql volatile set search_path = pg_catalog as $$
    begin
      if p_partner is null then perform set_config('app.reach', 'all', true);
      else perform set_config('app.partner', p_partner::text, true);
      end if;
    end $$;
  `)
  for (const name of [
    'throttle(text,integer,interval)',
    'throttle_forget(text)',
    'idempotency_claim(text,text,text)',
    'idempotency_answer(text,text,bytea)',
    'forget_expired()',
  ])
    await run(`alter function app.${name} owner to ${definer};`)
  await run(`
    revoke all on all functions in schema app from public;
    revoke all on procedure app.protect(regclass,text,text,text) from public;
    grant execute on all functions in schema app to ${app};
    alter default privileges in schema app revoke execute on functions from public;
  `)
}
