import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/**
 * How a transaction begins as a collector: from a licence's id and the thumbprint of the key that signed the request's proof
 * (both verified by the server) to one partner and one customer. It sets
 *
 *   app.collector_partner, app.collector   whose own rows these are
 *   app.collector_customer                 the one customer it collects for
 *   app.collector_uploads                  the partner again, while it may upload: partner active, service in force, a transaction that writes
 *
 * and nothing else: none of the settings of members or the system.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { app, definer } = roleNames()
  const run = (text: string) => sql.raw(text).execute(db)
  await run(`
    -- Proofs that were shown, for as long as they would be accepted (RFC 9449, 11.1). Outlives a rolled-back request.
    create table app.collector_proof (
      partner_id uuid not null, collector_id uuid not null,
      proof_id text not null,
      until timestamptz not null,
      primary key (partner_id, collector_id, proof_id)
    );
    create index on app.collector_proof (until);
    grant select, insert, delete on app.collector_proof to ${definer};
    create or replace function app.forget_expired() returns void
    language sql volatile security definer set search_path = pg_catalog as $$
      delete from app.idempotency_key where created_at < now() - interval '24 hours';
      delete from app.throttle_bucket where window_ends_at < now() - interval '1 hour';
      delete from app.collector_proof where until < now() - interval '1 minute';
    $$;
    create policy collector_chain on audit_chain to ${app}
      using (partner_id = (select nullif(current_setting('app.collector_partner', true), '')::uuid))
      with check (partner_id = (select nullif(current_setting('app.collector_partner', true), '')::uuid));
    create policy collector_insert on audit_entry for insert to ${app}
      with check (partner_id = (select nullif(current_setting('app.collector_partner', true), '')::uuid));
  `)
  await run(functions)
  const signatures = [
    'collector_licence_now(uuid, uuid, text)',
    'be_collector(uuid, uuid, text, boolean)',
    'refuse_collector(uuid, text)',
    'knock_collector(uuid, uuid, text, text, text, timestamptz, text, integer, integer, integer, integer)',
    'enter_collector(uuid, uuid, text, text, boolean)',
    'enrol_collector(uuid, uuid, text, text, text, text, timestamptz, text)',
  ].map((signature) => `app.${signature}`)
  for (const signature of signatures)
    await run(`alter function ${signature} owner to ${definer}; revoke execute on function ${signature} from public;`)
  // The first three are for the functions that found out who asks.
  for (const signature of signatures.slice(3)) await run(`grant execute on function ${signature} to ${app}`)
}

const functions = `
    -- A licence as it stands now, by its id and the key that signed it; no row when there is none such. refusal: why it opens
    -- nothing, or null.
    create function app.collector_licence_now(p_partner uuid, p_licence uuid, p_key text) returns table (
      kind text, jkt text, used_at timestamptz, issued_at timestamptz, expires_at timestamptz, refusal text,
      collector_id uuid, name text, site text, inventory_name text, interval_hours integer, collector_jkt text,
      customer_id uuid, customer_name text, partner_name text, partner_state text, service text)
    language sql stable security definer set search_path = pg_catalog, public as $$
      select l.kind, l.jkt, l.used_at, l.issued_at, l.expires_at,
        case when c.deleted_at is not null or l.revoked_at is not null then 'revoked'
             when l.superseded_at is not null then 'superseded'
             when l.expires_at <= now() then 'expired'
             when not coalesce(k.state = 'current' or k.licences_until > now(), false) then 'key_retired' end,
        c.collector_id, c.name, c.site, c.inventory_name, c.interval_hours, c.jkt, c.customer_id, cu.name, p.name, p.state,
        coalesce((select s.state from customer_service s
          where s.partner_id = c.partner_id and s.customer_id = c.customer_id limit 1), 'none')
      from collector_licence l
      join collector c on c.partner_id = l.partner_id and c.collector_id = l.collector_id
      join customer cu on cu.partner_id = c.partner_id and cu.customer_id = c.customer_id
      join partner p on p.partner_id = l.partner_id
      join signing_key k on k.key_id = l.key_id
      where l.partner_id = p_partner and l.licence_id = p_licence and l.key_id = p_key
    $$;

    -- From here on the transaction is this licence's collector. Answers what the server should know of it.
    create function app.be_collector(p_partner uuid, p_licence uuid, p_key text, p_writes boolean) returns jsonb
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
    declare c record; uploads boolean;
    begin
      select * into strict c from app.collector_licence_now(p_partner, p_licence, p_key);
      uploads := c.partner_state = 'active' and c.service = 'in_force';
      perform set_config('app.collector_partner', p_partner::text, true), set_config('app.collector', c.collector_id::text, true),
        set_config('app.collector_customer', c.customer_id::text, true),
        set_config('app.collector_uploads', case when uploads and p_writes then p_partner::text else '' end, true);
      return jsonb_build_object('collectorId', c.collector_id, 'name', c.name, 'site', c.site, 'inventoryName', c.inventory_name,
        'intervalHours', c.interval_hours, 'partnerId', p_partner, 'partnerName', c.partner_name, 'partnerState', c.partner_state,
        'customerId', c.customer_id, 'customerName', c.customer_name, 'service', c.service, 'mayUpload', uploads,
        'licenceId', p_licence, 'licenceExpiresAt', c.expires_at, 'jkt', coalesce(c.jkt, c.collector_jkt));
    end $$;

    -- Whether a refusal is the first of its kind in an hour: then it is recorded. Others are counted only, so that nobody
    -- fills a partner's audit.
    create function app.refuse_collector(p_collector uuid, p_reason text) returns boolean
    language sql volatile security definer set search_path = pg_catalog, public as $$
      select t.used = 1 from app.throttle('collector-refusal/' || p_collector || '/' || p_reason, 1, interval '1 hour') t
    $$;

    -- Before a collector's request: counts it, takes its proof, which a single insert decides, notes its use. A statement of its
    -- own: nothing of it waits for the request, or is undone with it. A licence shown for the first time ends those before it.
    create function app.knock_collector(p_partner uuid, p_licence uuid, p_key text, p_jkt text, p_proof text, p_proof_until timestamptz,
      p_network text, p_limit integer, p_seconds integer, p_wrong_limit integer, p_wrong_seconds integer)
    returns table (refusal text, used integer, window_ends_at timestamptz, first boolean, collector_id uuid, name text)
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
    #variable_conflict use_column
    declare c record; t record; reason text;
    begin
      select * into c from app.collector_licence_now(p_partner, p_licence, p_key);
      if not found then
        return query select 'unknown', x.used, x.window_ends_at, false, null::uuid, null::text
          from app.throttle('wrong-licence/' || p_network, 1, make_interval(secs => p_wrong_seconds)) x;
        return;
      end if;
      reason := coalesce(c.refusal, case when c.kind <> 'bound' then 'not_enrolled' when c.jkt is distinct from p_jkt then 'foreign_key' end);
      if reason is null then
        select * into t from app.throttle('collector/' || c.collector_id, 1, make_interval(secs => p_seconds));
        if t.used > p_limit then
          return query select null::text, t.used, t.window_ends_at, false, c.collector_id, c.name;
          return;
        end if;
        insert into app.collector_proof (partner_id, collector_id, proof_id, until)
        values (p_partner, c.collector_id, p_proof, p_proof_until) on conflict do nothing;
        if not found then reason := 'replayed'; end if;
      end if;
      if reason is not null then
        select * into t from app.throttle('refused-collector/' || c.collector_id, 1, make_interval(secs => p_wrong_seconds));
        return query select reason, t.used, t.window_ends_at, app.refuse_collector(c.collector_id, reason), c.collector_id, c.name;
        return;
      end if;
      if c.used_at is null then
        update collector_licence l set used_at = now() where l.partner_id = p_partner and l.licence_id = p_licence and l.used_at is null;
        update collector_licence l set superseded_at = now()
        where l.partner_id = p_partner and l.collector_id = c.collector_id and l.kind = 'bound' and l.superseded_at is null
          and l.licence_id <> p_licence and l.issued_at <= c.issued_at;
      end if;
      update collector x set last_seen_at = now(), last_seen_network = p_network
      where x.partner_id = p_partner and x.collector_id = c.collector_id
        and (x.last_seen_at is null or x.last_seen_at < now() - interval '1 minute');
      return query select null::text, t.used, t.window_ends_at, false, c.collector_id, c.name;
    end $$;

    -- As app.enter_key, by a licence that knocked. Null when it ended meanwhile.
    create function app.enter_collector(p_partner uuid, p_licence uuid, p_key text, p_jkt text, p_writes boolean) returns jsonb
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
    declare c record;
    begin
      select * into c from app.collector_licence_now(p_partner, p_licence, p_key);
      if not found or c.refusal is not null or c.kind <> 'bound' or c.jkt is distinct from p_jkt then return null; end if;
      return app.be_collector(p_partner, p_licence, p_key, p_writes);
    end $$;

    -- A collector shows a licence file and binds its own key to the registration. One conditional update takes the code: of any
    -- number at once one key has it. The same key may ask again, its answer may have been lost. Answers {collector} and goes on
    -- as it, or {refusal, first}: nothing has changed then.
    create function app.enrol_collector(p_partner uuid, p_licence uuid, p_key text, p_code_hash text, p_jkt text, p_proof text,
      p_proof_until timestamptz, p_network text)
    returns jsonb
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
    declare c record; reason text; again boolean := false;
    begin
      select * into c from app.collector_licence_now(p_partner, p_licence, p_key);
      if not found then return jsonb_build_object('refusal', 'unknown', 'first', false); end if;
      insert into app.collector_proof (partner_id, collector_id, proof_id, until)
      values (p_partner, c.collector_id, p_proof, p_proof_until) on conflict do nothing;
      if not found then
        reason := 'replayed';
      elsif c.refusal is null and (c.partner_state <> 'active' or c.service <> 'in_force') then
        reason := 'service';
      else
        update collector_licence l set used_at = now(), jkt = p_jkt
        from collector x
        where l.partner_id = p_partner and l.licence_id = p_licence and l.kind = 'file' and l.code_hash = p_code_hash
          and l.used_at is null and l.revoked_at is null and l.superseded_at is null and l.expires_at > now()
          and l.key_id = any (app.licence_keys())
          and x.partner_id = l.partner_id and x.collector_id = l.collector_id and x.deleted_at is null
          -- A key that was revoked once does not come back.
          and not exists (select from collector_licence r where r.partner_id = p_partner and r.jkt = p_jkt and r.revoked_at is not null);
        if not found then
          select * into c from app.collector_licence_now(p_partner, p_licence, p_key);
          again := c.refusal is null and c.kind = 'file' and coalesce(c.jkt = p_jkt and c.collector_jkt = p_jkt, false) and exists (
            select from collector_licence l where l.partner_id = p_partner and l.licence_id = p_licence and l.code_hash = p_code_hash);
          if not again then
            reason := coalesce(c.refusal, case
              when c.kind <> 'file' then 'not_a_file'
              when c.used_at is not null then 'used'
              when exists (select from collector_licence r where r.partner_id = p_partner and r.jkt = p_jkt and r.revoked_at is not null)
                then 'key_revoked'
              else 'wrong_code' end);
          end if;
        end if;
      end if;
      if reason is not null then
        return jsonb_build_object('refusal', reason, 'first', app.refuse_collector(c.collector_id, reason), 'collectorId', c.collector_id,
          'name', c.name);
      end if;
      if not again then
        -- One machine a registration: whatever another key held ends here.
        update collector_licence l set superseded_at = now()
        where l.partner_id = p_partner and l.collector_id = c.collector_id and l.kind = 'bound' and l.superseded_at is null;
        update collector x set jkt = p_jkt, enrolled_at = now(), last_seen_at = now(), last_seen_network = p_network
        where x.partner_id = p_partner and x.collector_id = c.collector_id;
      end if;
      return jsonb_build_object('collector', app.be_collector(p_partner, p_licence, p_key, true), 'again', again);
    end $$;
`
