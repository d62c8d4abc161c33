import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/**
 * Whether a member of a partner sees a customer and its data, with every link of the chain as a column: what explanations
 * are made of, as effective_access is for sponsored access. The states of contracts come from the same functions and views
 * that app.set_reach asks when a request begins; a property test holds the rest against what requests really reach.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { app, definer } = roleNames()
  await sql
    .raw(`
    create view service_member with (security_invoker = true) as
    select m.partner_id, m.account_id, m.first_name, m.last_name, m.role, m.sponsors, m.state as membership_state,
      m.created_at as member_since, m.suspended_at, m.suspended_reason, p.name as partner_name, p.state as partner_state,
      p.state = 'active' as partner_active,
      m.state = 'active' as membership_active,
      coalesce(m.role in ('super_admin', 'admin'), false) as administers,                                      -- R19, R20
      coalesce(m.role = 'user' and m.all_customers and coalesce(m.all_customers_until > now(), true), false) as has_all,   -- R21
      m.all_customers_since, m.all_customers_by_name, m.all_customers_until,
      app.service_of(m.partner_id) as partner_service                                                            -- R22
    from membership m
    join partner p on p.partner_id = m.partner_id;

    create view service_access with (security_invoker = true) as
    select f.*,
      f.membership_active and (f.sponsors or f.administers or f.reach is not null and f.partner_open) as sees_customer,
      f.membership_active and f.reach is not null and f.partner_open and f.service_state in ('in_force', 'grace') as sees_data,
      f.membership_active and f.reach is not null and f.partner_active and f.service_state = 'in_force' as changes_data
    from (
      select sm.*, cu.customer_id, cu.name as customer_name, cu.state as customer_state,
        sm.partner_service in ('in_force', 'grace') as partner_open,
        case when sm.administers then 'role' when sm.has_all then 'all'
             when sm.role = 'user' and a.in_force then 'some' end as reach,
        a.since as association_since, a.given_by_name as association_by_name, a.ends_at as association_ends_at,
        coalesce(s.state, 'none') as service_state, s.ends_at as service_ends_at, s.closes_at as service_closes_at  -- R25
      from service_member sm
      join customer cu on cu.partner_id = sm.partner_id
      -- limit 1 keeps these as index look-ups per row.
      left join lateral (select x.since, x.given_by_name, x.ends_at, coalesce(x.ends_at > now(), true) as in_force
        from association x
        where x.partner_id = sm.partner_id and x.account_id = sm.account_id and x.customer_id = cu.customer_id
        limit 1) a on true
      left join lateral (select x.state, x.ends_at, x.closes_at from customer_service x
        where x.partner_id = cu.partner_id and x.customer_id = cu.customer_id
        limit 1) s on true
    ) f;
    grant select on service_member, service_access to ${app}, ${definer};

    -- As before, and: to a partner's SA and PA about its members, to a member about themselves.
    create or replace function app.account_of(p_account uuid)
    returns table (email text, first_name text, last_name text, email_verified boolean, disabled_at timestamptz, created_at timestamptz)
    language sql stable security definer set search_path = pg_catalog, public as $$
      select u.email, u."firstName", u."lastName", u."emailVerified", u."disabledAt", u."createdAt"
      from auth."user" u
      where u.id = p_account and (
        p_account = nullif(current_setting('app.self', true), '')::uuid
        or p_account = nullif(current_setting('app.account', true), '')::uuid
        or coalesce(current_setting('app.reach', true), '') = 'all'
        or exists (select from registration r where r.account_id = p_account
          and r.partner_id = nullif(current_setting('app.partner', true), '')::uuid)
        or exists (select from membership m where m.account_id = p_account
          and m.partner_id = nullif(current_setting('app.admin', true), '')::uuid))
    $$;
  `)
    .execute(db)
}
