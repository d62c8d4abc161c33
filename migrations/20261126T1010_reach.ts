import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/**
 * How a transaction learns what its caller reaches now (design §5): the settings that the policies of the support service
 * read are set here and nowhere else.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { app, definer } = roleNames()
  await sql
    .raw(`
    -- Whether the partner has the support service for at least one customer (R22): in_force, grace, closed, or none.
    create function app.service_of(p_partner uuid) returns text
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
    begin
      if exists (select from contract c
          join contract_type t on t.contract_type_id = c.contract_type_id and t.qualifies_support_service and t.state = 'active'
          join customer cu on cu.partner_id = c.partner_id and cu.customer_id = c.customer_id and cu.state = 'active'
          where c.partner_id = p_partner and c.state = 'active' and c.starts_at <= now() and c.ends_at > now()) then
        return 'in_force';
      end if;
      return coalesce((select case when bool_or(s.state = 'grace') then 'grace' else 'closed' end
        from customer_service s where s.partner_id = p_partner having count(*) > 0), 'none');
    end $$;

    -- Sets what a member (or a key, or an agent who acts for the partner) reaches now, and answers what the server should
    -- know of it. p_customers: the associations in force of a PU with some. p_writes: the transaction may change something.
    create function app.set_reach(p_partner uuid, p_role text, p_sponsors boolean, p_all boolean, p_customers uuid[], p_writes boolean)
    returns jsonb
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
    declare
      administers boolean := p_role in ('super_admin', 'admin');
      whole boolean := p_role in ('super_admin', 'admin') or (p_role = 'user' and p_all);
      service text;
      closed uuid[]; open uuid[]; writable uuid[];
    begin
      perform set_config('app.member', p_partner::text, true);
      if p_sponsors then perform set_config('app.partner', p_partner::text, true); end if;
      if p_role is null then return jsonb_build_object('service', null, 'allCustomers', false); end if;
      if administers then
        perform set_config('app.admin', p_partner::text, true);
        if p_writes then perform set_config('app.admin_writes', p_partner::text, true); end if;
      end if;
      if whole then
        select case when bool_or(s.state = 'in_force') then 'in_force' when bool_or(s.state = 'grace') then 'grace'
                    when count(*) > 0 then 'closed' else 'none' end,
               coalesce(array_agg(s.customer_id) filter (where s.state = 'closed'), '{}'),
               case when p_writes then array_agg(s.customer_id) filter (where s.state = 'in_force') end
        into service, closed, writable
        from customer_service s where s.partner_id = p_partner;
        if service in ('in_force', 'grace') then
          perform set_config('app.whole', p_partner::text, true), set_config('app.closed', closed::text, true);
        end if;
      else
        service := app.service_of(p_partner);
        if service in ('in_force', 'grace') then
          select array_agg(s.customer_id) filter (where s.state <> 'closed'),
                 case when p_writes then array_agg(s.customer_id) filter (where s.state = 'in_force') end
          into open, writable
          from customer_service s where s.partner_id = p_partner and s.customer_id = any (p_customers);
          perform set_config('app.customers', coalesce(p_customers, '{}')::text, true),
                  set_config('app.open', coalesce(open, '{}')::text, true);
        end if;
      end if;
      if writable is not null then perform set_config('app.writable', writable::text, true); end if;
      return jsonb_build_object('service', service, 'allCustomers', whole);
    end $$;

    -- As before, and: may the transaction change anything (p_writes)? A read-only one need not know what is writable.
    create function app.enter_session(p_token text, p_realm text, p_partner uuid, p_writes boolean) returns jsonb
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
    declare
      r record;
      m record;
      a record;
      reached jsonb := null;
    begin
      select s.id as session_id, s."expiresAt" as expires_at, u.id as account_id, u.email, u."firstName" as first_name,
             u."lastName" as last_name, u.language, st.role as staff_role
      into r
      from auth.session s
      join auth."user" u on u.id = s."userId"
      left join vendor_staff st on st.account_id = u.id and st.state = 'active'
      where s.token = p_token and s."expiresAt" > now() and u."emailVerified" and u."disabledAt" is null;
      if not found then return null; end if;
      perform set_config('app.account', r.account_id::text, true);
      if p_realm = 'person' then
        perform set_config('app.self', r.account_id::text, true);
      elsif p_realm = 'vendor' and r.staff_role is not null then
        perform set_config('app.reach', 'all', true);
      elsif p_realm = 'partner' and p_partner is not null then
        select mb.role, mb.sponsors, p.name, p.state,
          mb.all_customers and coalesce(mb.all_customers_until > now(), true) as all_customers
        into m
        from membership mb join partner p on p.partner_id = mb.partner_id
        where mb.partner_id = p_partner and mb.account_id = r.account_id and mb.state = 'active';
        if found then
          reached := app.set_reach(p_partner, m.role, m.sponsors, m.all_customers,
              case when m.role = 'user' and not m.all_customers then
                array(select x.customer_id from association x where x.partner_id = p_partner and x.account_id = r.account_id
                      and (x.ends_at is null or x.ends_at > now())) end,
              p_writes and m.state = 'active')
            || jsonb_build_object('partnerId', p_partner, 'name', m.name, 'state', m.state, 'role', m.role,
                 'sponsors', m.sponsors, 'acting', null);
        elsif r.staff_role is not null then
          select x.acting_id, x.ends_at, p.name, p.state into a
          from acting x join partner p on p.partner_id = x.partner_id
          where x.partner_id = p_partner and x.account_id = r.account_id and x.ended_at is null and x.ends_at > now()
          order by x.ends_at desc limit 1;
          if found then
            reached := app.set_reach(p_partner, 'super_admin', true, true, null, false)
              || jsonb_build_object('partnerId', p_partner, 'name', a.name, 'state', a.state, 'role', 'super_admin',
                   'sponsors', true, 'acting', jsonb_build_object('actingId', a.acting_id, 'endsAt', a.ends_at));
          end if;
        end if;
      end if;
      return jsonb_build_object('accountId', r.account_id, 'sessionId', r.session_id, 'email', r.email,
        'firstName', r.first_name, 'lastName', r.last_name, 'language', r.language, 'staffRole', r.staff_role, 'partner', reached);
    end $$;
    -- The system working in one tenant reaches all of it.
    create or replace function app.enter_system(p_partner uuid) returns void
    language plpgsql volatile set search_path = pg_catalog as $$
    begin
      if p_partner is null then perform set_config('app.reach', 'all', true);
      else
        perform set_config('app.partner', p_partner::text, true), set_config('app.member', p_partner::text, true),
          set_config('app.admin', p_partner::text, true), set_config('app.admin_writes', p_partner::text, true),
          set_config('app.whole', p_partner::text, true), set_config('app.closed', '{}', true);
      end if;
    end $$;
    -- Processes of the version before ask this way until they are replaced (expand, then contract).
    create or replace function app.enter_session(p_token text, p_realm text, p_partner uuid) returns jsonb
    language sql volatile security definer set search_path = pg_catalog, public as $$
      select app.enter_session(p_token, p_realm, p_partner, true)
    $$;

    -- Who of the partner gives rights: for a member who is refused something (R36). Names, nothing else.
    create function app.whom_to_ask() returns table (first_name text, last_name text, role text)
    language sql stable security definer set search_path = pg_catalog, public as $$
      select m.first_name, m.last_name, m.role from membership m
      where m.partner_id = nullif(current_setting('app.member', true), '')::uuid
        and m.state = 'active' and m.role in ('super_admin', 'admin')
      order by m.role desc, m.last_name, m.first_name limit 20
    $$;

    create or replace function app.note_sign_in(p_account uuid) returns void
    language sql volatile security definer set search_path = pg_catalog, public as $$
      update registration set last_sign_in_at = now() where account_id = p_account and state in ('to_be_verified', 'active');
      update membership set last_sign_in_at = now() where account_id = p_account and state = 'active';
    $$;

    alter function app.service_of(uuid) owner to ${definer};
    alter function app.set_reach(uuid, text, boolean, boolean, uuid[], boolean) owner to ${definer};
    alter function app.enter_session(text, text, uuid, boolean) owner to ${definer};
    alter function app.whom_to_ask() owner to ${definer};
    revoke execute on function app.service_of(uuid), app.set_reach(uuid, text, boolean, boolean, uuid[], boolean),
      app.enter_session(text, text, uuid, boolean), app.whom_to_ask() from public;
    -- set_reach is for the functions that found out who asks, never for a request itself.
    grant execute on function app.enter_session(text, text, uuid, boolean), app.whom_to_ask(), app.service_of(uuid) to ${app};
  `)
    .execute(db)
}
