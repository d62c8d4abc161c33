import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/** What associations need besides the ground of the support service (R21, R23, R24). */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { app, definer } = roleNames()
  await sql
    .raw(`
    alter table membership
      add column all_customers_by uuid,                       -- who gave it, to be warned of its end
      add column all_customers_warned_at timestamptz;
    -- The daily look for those that end soon.
    create index on association (partner_id, ends_at) where ends_at is not null;

    -- Who at the partner reaches the data of the companies I belong to (R24): for a person, about their own companies, and
    -- nothing else. An association is not readable to them. Data is seen while the company's service is open (R22, R25).
    create function app.who_sees()
    returns table (partner_id uuid, partner_name text, customer_id uuid, customer_name text, service text,
      service_ends_at timestamptz, closes_at timestamptz, account_id uuid, first_name text, last_name text, email text,
      role text, sponsors boolean, member_since timestamptz, reach text, since timestamptz, given_by text, until timestamptz)
    language sql stable security definer set search_path = pg_catalog, public as $$
      with company as materialized (
        select own.partner_id, p.name as partner_name, own.customer_id, cu.name as customer_name,
          coalesce(s.state, 'none') as service, s.ends_at, s.closes_at
        from (select distinct r.partner_id, r.customer_id from registration r
              where r.account_id = nullif(current_setting('app.self', true), '')::uuid
                and r.state in ('to_be_verified', 'active')) own
        join partner p on p.partner_id = own.partner_id
        join customer cu on cu.partner_id = own.partner_id and cu.customer_id = own.customer_id
        left join lateral (select x.state, x.ends_at, x.closes_at from customer_service x
          where x.partner_id = own.partner_id and x.customer_id = own.customer_id) s on true
      ), seer as (
        select c.partner_id, c.customer_id, m.account_id, m.first_name, m.last_name, m.email, m.role, m.sponsors,
          m.created_at, a.since, a.given_by_name, a.ends_at, m.all_customers_since, m.all_customers_by_name, m.all_customers_until,
          case when c.service not in ('in_force', 'grace') then null
               when m.role in ('super_admin', 'admin') then 'role'
               when m.role = 'user' and m.all_customers and coalesce(m.all_customers_until > now(), true) then 'all'
               when m.role = 'user' and a.account_id is not null then 'some' end as reach
        from company c
        join membership m on m.partner_id = c.partner_id and m.state = 'active'
        join auth."user" u on u.id = m.account_id and u."disabledAt" is null
        left join association a on a.partner_id = m.partner_id and a.account_id = m.account_id
          and a.customer_id = c.customer_id and (a.ends_at is null or a.ends_at > now())
      )
      select c.partner_id, c.partner_name, c.customer_id, c.customer_name, c.service, c.ends_at, c.closes_at,
        s.account_id, s.first_name, s.last_name, s.email, s.role, s.sponsors, s.created_at, s.reach,
        case s.reach when 'role' then s.created_at when 'all' then s.all_customers_since when 'some' then s.since end,
        case s.reach when 'all' then s.all_customers_by_name when 'some' then s.given_by_name end,
        case s.reach when 'all' then s.all_customers_until when 'some' then s.ends_at end
      from company c
      left join seer s on s.partner_id = c.partner_id and s.customer_id = c.customer_id and (s.sponsors or s.reach is not null)
      order by c.customer_name, c.partner_id, c.customer_id, s.last_name, s.first_name, s.account_id
    $$;

    -- How many contract lines each of these customers has, as far as the transaction reaches their data; zero is left out.
    -- Through the policy the same count compares every line with the whole list of customers.
    create function app.line_counts(p_customers uuid[]) returns table (customer_id uuid, lines integer)
    language sql stable security definer set search_path = pg_catalog, public as $$
      with reached as materialized (
        select x.id from unnest(p_customers) as x (id)
        where (nullif(current_setting('app.whole', true), '') is not null
                and x.id <> all (nullif(current_setting('app.closed', true), '')::uuid[]))
           or x.id = any (nullif(current_setting('app.open', true), '')::uuid[])
      )
      select l.customer_id, count(*)::int from reached r
      join contract_line l on l.partner_id = nullif(current_setting('app.member', true), '')::uuid and l.customer_id = r.id
      group by l.customer_id
    $$;

    -- The support service of the partner the transaction works in, and when the last of it ends or ended: told to all its
    -- members, also when they see no contract any more (R36).
    create function app.own_service() returns table (state text, ends_at timestamptz, closes_at timestamptz)
    language sql stable security definer set search_path = pg_catalog, public as $$
      select app.service_of(p.id), x.ends_at, x.closes_at
      from (select nullif(current_setting('app.member', true), '')::uuid as id) p
      left join lateral (select max(s.ends_at) as ends_at, max(s.closes_at) as closes_at
        from customer_service s where s.partner_id = p.id) x on true
      where p.id is not null
    $$;

    alter function app.own_service() owner to ${definer};
    alter function app.who_sees() owner to ${definer};
    alter function app.line_counts(uuid[]) owner to ${definer};
    revoke execute on function app.own_service(), app.who_sees(), app.line_counts(uuid[]) from public;
    grant execute on function app.own_service(), app.who_sees(), app.line_counts(uuid[]) to ${app};
  `)
    .execute(db)
}
