import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/**
 * How a transaction begins as a registration that agents post to: from the hash of the secret in the address. It sets what a
 * collector's sets (app.collector_partner, app.collector, app.collector_customer, app.collector_uploads) and nothing else.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { app, definer } = roleNames()
  const run = (text: string) => sql.raw(text).execute(db)
  await run(functions)
  const signatures = [
    'knock_agent(text, text, integer, integer, integer, integer)',
    'enter_agent(text, boolean)',
    'refuse_agent(text, text)',
  ].map((signature) => `app.${signature}`)
  for (const signature of signatures)
    await run(`alter function ${signature} owner to ${definer}; revoke execute on function ${signature} from public;
      grant execute on function ${signature} to ${app};`)
}

const functions = `
    -- Before an agent's request: counts it and notes that it was seen. refusal 'unknown' or 'revoked', which are counted and
    -- answered alike: who guesses learns nothing.
    create function app.knock_agent(p_hash text, p_network text, p_limit integer, p_seconds integer, p_wrong_limit integer,
      p_wrong_seconds integer)
    returns table (refusal text, used integer, window_ends_at timestamptz, first boolean, partner_id uuid, collector_id uuid, name text)
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
    #variable_conflict use_column
    declare c record; t record; wrong text;
    begin
      select x.partner_id, x.collector_id, x.name, a.revoked_at is not null or x.deleted_at is not null as ended into c
      from agent_address a join collector x on x.partner_id = a.partner_id and x.collector_id = a.collector_id
      where a.token_hash = p_hash;
      wrong := case when not found then 'unknown' when c.ended then 'revoked' end;
      if wrong is not null then
        select * into t from app.throttle('wrong-agent-address/' || p_network, 1, make_interval(secs => p_wrong_seconds));
        return query select wrong, t.used, t.window_ends_at,
          wrong = 'revoked' and app.refuse_collector(c.collector_id, 'address_revoked'), c.partner_id, c.collector_id, c.name;
        return;
      end if;
      select * into t from app.throttle('agent/' || c.collector_id, 1, make_interval(secs => p_seconds));
      if t.used <= p_limit then
        update collector x set last_seen_at = now(), last_seen_network = p_network
        where x.partner_id = c.partner_id and x.collector_id = c.collector_id
          and (x.last_seen_at is null or x.last_seen_at < now() - interval '1 minute');
      end if;
      return query select null::text, t.used, t.window_ends_at, false, c.partner_id, c.collector_id, c.name;
    end $$;

    -- From here on the transaction is the registration's whose live address this is. Null when it ended meanwhile.
    create function app.enter_agent(p_hash text, p_writes boolean) returns jsonb
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
    declare c record; uploads boolean;
    begin
      select x.*, cu.name as customer_name, p.name as partner_name, p.state as partner_state,
        coalesce((select s.state from customer_service s
          where s.partner_id = x.partner_id and s.customer_id = x.customer_id limit 1), 'none') as service
      into c
      from agent_address a
      join collector x on x.partner_id = a.partner_id and x.collector_id = a.collector_id
      join customer cu on cu.partner_id = x.partner_id and cu.customer_id = x.customer_id
      join partner p on p.partner_id = x.partner_id
      where a.token_hash = p_hash and a.revoked_at is null and x.deleted_at is null and x.kind = 'agent';
      if not found then return null; end if;
      uploads := c.partner_state = 'active' and c.service = 'in_force';
      perform set_config('app.collector_partner', c.partner_id::text, true), set_config('app.collector', c.collector_id::text, true),
        set_config('app.collector_customer', c.customer_id::text, true),
        set_config('app.collector_uploads', case when uploads and p_writes then c.partner_id::text else '' end, true);
      return jsonb_build_object('collectorId', c.collector_id, 'name', c.name, 'site', c.site, 'inventoryName', c.inventory_name,
        'intervalHours', c.interval_hours, 'partnerId', c.partner_id, 'partnerName', c.partner_name, 'partnerState', c.partner_state,
        'customerId', c.customer_id, 'customerName', c.customer_name, 'service', c.service, 'mayUpload', uploads);
    end $$;

    -- What was posted to a live address is not taken: whose it is, and whether it is the first refusal of its kind in an hour, which
    -- is recorded.
    create function app.refuse_agent(p_hash text, p_reason text)
    returns table (partner_id uuid, collector_id uuid, name text, first boolean)
    language sql volatile security definer set search_path = pg_catalog, public as $$
      select x.partner_id, x.collector_id, x.name, app.refuse_collector(x.collector_id, left(p_reason, 50))
      from agent_address a join collector x on x.partner_id = a.partner_id and x.collector_id = a.collector_id
      where a.token_hash = p_hash
    $$;
`
