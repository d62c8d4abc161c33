import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/**
 * The one source of truth of who has what (R35): a row for each registration × entitlement, with every link of the
 * chain as a column, so that the decision and its explanation cannot disagree. Nothing is stored; a contract that
 * ended a second ago gives nothing.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { app, definer } = roleNames()
  await sql
    .raw(`
    create view effective_access with (security_invoker = true) as
    select f.*,
      (f.partner_active and f.contract_in_force and f.contract_qualifies and f.under_ceiling and f.support_valid
        and f.customer_active and f.sponsorship_issued and f.sponsorship_unexpired and f.entitlement_offered and f.granted
        and f.registration_active and f.attested and f.switched_on) as holds,
      least(f.contract_ends_at, f.support_ends_at, f.sponsorship_expires_at, f.attested_until) as holds_until
    from (
      select r.partner_id, r.registration_id, r.account_id, r.customer_id, r.sponsorship_id, s.contract_id, e.entitlement_id,
        p.name as partner_name, cu.name as customer_name, c.number as contract_number, ct.name as contract_type_name,
        s.registration_number, r.state as registration_state,
        c.starts_at as contract_starts_at, c.ends_at as contract_ends_at, c.state as contract_state,
        cu.support_contract_number, cu.support_starts_at, cu.support_ends_at,
        s.state as sponsorship_state, s.expires_at as sponsorship_expires_at,
        r.confirmed_at, r.verified_at,
        r.attested_at + make_interval(days => v.attestation_days) as attestation_due_at,
        r.attested_at + make_interval(days => v.attestation_days + v.attestation_grace_days) as attested_until,
        p.state = 'active' as partner_active,
        c.state = 'active' and c.starts_at <= now() and c.ends_at > now() as contract_in_force,
        ct.qualifies_sponsoring and ct.state = 'active' as contract_qualifies,                            -- R1
        ceiling.reached is not null as under_ceiling,                             -- R4
        cu.state = 'active' as customer_active,
        coalesce(cu.support_starts_at <= now() and cu.support_ends_at > now(), false) as support_valid,   -- R7
        s.state = 'issued' as sponsorship_issued,
        s.expires_at > now() as sponsorship_unexpired,
        e.state = 'active' as entitlement_offered,
        se.granted is not null as granted,
        r.state = 'active' as registration_active,
        coalesce(r.attested_at + make_interval(days => v.attestation_days + v.attestation_grace_days) > now(), false) as attested,  -- R18
        sw.switched_off_at is null as switched_on,                                                         -- R11
        sw.switched_off_at
      from registration r
      join sponsorship s on s.partner_id = r.partner_id and s.sponsorship_id = r.sponsorship_id
      join customer cu on cu.partner_id = r.partner_id and cu.customer_id = r.customer_id
      join partner p on p.partner_id = r.partner_id
      join contract c on c.partner_id = s.partner_id and c.contract_id = s.contract_id
      join contract_type ct on ct.contract_type_id = c.contract_type_id
      cross join vendor_settings v
      cross join entitlement e
      -- limit 1 keeps these as index look-ups per row: flattened or hashed they would read whole tables of all tenants.
      left join lateral (select true as granted from sponsorship_entitlement x
        where x.partner_id = r.partner_id and x.sponsorship_id = r.sponsorship_id and x.entitlement_id = e.entitlement_id
        limit 1) se on true
      left join lateral (select x.switched_off_at from entitlement_switch x
        where x.partner_id = r.partner_id and x.registration_id = r.registration_id and x.entitlement_id = e.entitlement_id
        limit 1) sw on true
      left join lateral (select true as reached from contract c2
        join contract_type t2 on t2.contract_type_id = c2.contract_type_id and t2.state = 'active'
        join contract_type_entitlement te on te.contract_type_id = c2.contract_type_id and te.entitlement_id = e.entitlement_id
        where c2.partner_id = r.partner_id and c2.state = 'active' and c2.starts_at <= now() and c2.ends_at > now()
        limit 1) ceiling on true
    ) f;
    grant select on effective_access to ${app}, ${definer};

    -- The same rows for one person, whatever partner they come from: for My access and for an application's question.
    -- A person asks for themselves only; vendor staff and the system for anyone.
    create function app.access_of(p_account uuid, p_entitlement text default null)
    returns setof public.effective_access
    language plpgsql stable security definer set search_path = pg_catalog, public
    -- The join order as written is the right one (person first); searching for another costs more than the query.
    set join_collapse_limit = 1 set plan_cache_mode = force_generic_plan set jit = off as $$
    begin
      if p_account is distinct from nullif(current_setting('app.self', true), '')::uuid
         and coalesce(current_setting('app.reach', true), '') <> 'all' then
        return;
      end if;
      if p_entitlement is null then
        return query select * from effective_access a where a.account_id = p_account;
      else
        return query select * from effective_access a where a.account_id = p_account and a.entitlement_id = p_entitlement;
      end if;
    end $$;
    alter function app.access_of(uuid, text) owner to ${definer};
    grant execute on function app.access_of(uuid, text) to ${app};

    -- A request's transaction begins here: who is this, and what do they reach now (design §5)? One call, looked up
    -- afresh each time, so a removed membership or an ended session is refused on the very next request.
    create function app.enter_session(p_token text, p_realm text, p_partner uuid) returns jsonb
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
    declare
      r record;
      m record;
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
        select mb.role, mb.sponsors, p.name, p.state into m
        from membership mb join partner p on p.partner_id = mb.partner_id
        where mb.partner_id = p_partner and mb.account_id = r.account_id and mb.state = 'active';
        if found then
          perform set_config('app.partner', p_partner::text, true);
          reached := jsonb_build_object('partnerId', p_partner, 'name', m.name, 'state', m.state, 'role', m.role, 'sponsors', m.sponsors);
        end if;
      end if;
      return jsonb_build_object('accountId', r.account_id, 'sessionId', r.session_id, 'email', r.email,
        'firstName', r.first_name, 'lastName', r.last_name, 'language', r.language, 'staffRole', r.staff_role, 'partner', reached);
    end $$;
    grant select on auth.session to ${definer};
    alter function app.enter_session(text, text, uuid) owner to ${definer};
    grant execute on function app.enter_session(text, text, uuid) to ${app};

    -- A person's own changes reach the copies that tenants keep of them. Only for oneself.
    create function app.change_email(p_account uuid, p_email text) returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
    begin
      if exists (select from auth."user" where email = p_email and id <> p_account) then return false; end if;
      update auth."user" set email = p_email, "emailVerified" = true, "updatedAt" = now() where id = p_account;
      update membership set email = p_email, updated_at = now() where account_id = p_account;
      update vendor_staff set email = p_email, updated_at = now() where account_id = p_account;
      update registration set email = p_email where account_id = p_account;
      return true;
    end $$;
    alter function app.change_email(uuid, text) owner to ${definer};
    grant execute on function app.change_email(uuid, text) to ${app};
    create function app.change_language(p_account uuid, p_language text) returns void
    language sql volatile security definer set search_path = pg_catalog, public as $$
      update auth."user" set language = p_language, "updatedAt" = now()
        where id = p_account and id = nullif(current_setting('app.account', true), '')::uuid;
      update membership set language = p_language
        where account_id = p_account and account_id = nullif(current_setting('app.account', true), '')::uuid;
      update registration set language = p_language
        where account_id = p_account and account_id = nullif(current_setting('app.account', true), '')::uuid
          and state not in ('left', 'lapsed');
    $$;
    alter function app.change_language(uuid, text) owner to ${definer};
    grant execute on function app.change_language(uuid, text) to ${app};

    -- The contexts a person can switch between, for the header.
    create function app.contexts_of(p_account uuid)
    returns table (kind text, partner_id uuid, partner_name text, role text, sponsors boolean, customer_id uuid, customer_name text)
    language sql stable security definer set search_path = pg_catalog, public as $$
      select 'membership', m.partner_id, p.name, m.role, m.sponsors, null::uuid, null::text
      from membership m join partner p on p.partner_id = m.partner_id
      where m.account_id = p_account and m.state = 'active' and p_account = nullif(current_setting('app.self', true), '')::uuid
      union all
      select distinct 'sponsored', r.partner_id, p.name, null, false, r.customer_id, c.name
      from registration r join partner p on p.partner_id = r.partner_id
      join customer c on c.partner_id = r.partner_id and c.customer_id = r.customer_id
      where r.account_id = p_account and r.state in ('to_be_verified', 'active', 'disabled')
        and p_account = nullif(current_setting('app.self', true), '')::uuid
      order by 1, 3
    $$;
    alter function app.contexts_of(uuid) owner to ${definer};
    grant execute on function app.contexts_of(uuid) to ${app};
  `)
    .execute(db)
}
