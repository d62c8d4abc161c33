import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/**
 * Two things about what a member reaches.
 *
 * A policy's setting is read and parsed once a query, not once a row: `(select …)` without FROM, which the planner makes
 * a parameter. With an array of 100 customers that is some 40 times faster (decision 13).
 *
 * Data is shown while its customer's service is in force or in grace (R22, R25). Who reaches every customer saw the data
 * of those that never had the service, or were archived, as well; whoever reached the same customer by an association did
 * not. Now `app.closed` names every customer whose service is not open; where those would be the longer list, `app.open`
 * names the others instead, as for somebody with some.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { app, definer } = roleNames()
  await sql
    .raw(`
    create procedure app.evaluate_once(t regclass) language plpgsql as $evaluate$
    declare
      p record; clauses text; changed text;
    begin
      for p in
        select pol.polname as name, pg_get_expr(pol.polqual, pol.polrelid) as visible, pg_get_expr(pol.polwithcheck, pol.polrelid) as checked
        from pg_policy pol where pol.polrelid = t and (select oid from pg_roles where rolname = '${app}') = any (pol.polroles)
          and concat(pg_get_expr(pol.polqual, pol.polrelid), pg_get_expr(pol.polwithcheck, pol.polrelid)) ~ 'current_setting'
          and concat(pg_get_expr(pol.polqual, pol.polrelid), pg_get_expr(pol.polwithcheck, pol.polrelid)) !~ 'SELECT'
      loop
        clauses := '';
        foreach changed in array array[p.visible, p.checked] loop
          changed := regexp_replace(changed, '\\(NULLIF\\(current_setting\\(''app\\.(\\w+)''::text, true\\), ''''::text\\)\\)::uuid\\[\\]',
            '((select nullif(current_setting(''app.\\1'', true), '''')::uuid[])::uuid[])', 'g');
          changed := regexp_replace(changed, '\\(NULLIF\\(current_setting\\(''app\\.(\\w+)''::text, true\\), ''''::text\\)\\)::uuid',
            '(select nullif(current_setting(''app.\\1'', true), '''')::uuid)', 'g');
          changed := regexp_replace(changed, 'NULLIF\\(current_setting\\(''app\\.(\\w+)''::text, true\\), ''''::text\\)',
            '(select nullif(current_setting(''app.\\1'', true), ''''))', 'g');
          changed := regexp_replace(changed, 'current_setting\\(''app\\.(\\w+)''::text, true\\)', '(select current_setting(''app.\\1'', true))', 'g');
          if changed is not null then
            clauses := clauses || case when clauses = '' and p.visible is not null then ' using (' else ' with check (' end || changed || ')';
          end if;
        end loop;
        execute format('alter policy %I on %s %s', p.name, t, clauses);
      end loop;
    end $evaluate$;
    revoke all on procedure app.evaluate_once(regclass) from public;

    do $all$
    declare t regclass;
    begin
      for t in select c.oid::regclass from pg_class c where c.relnamespace = 'public'::regnamespace and c.relrowsecurity loop
        call app.evaluate_once(t);
      end loop;
    end $all$;

    -- Tables to come: as before, then once.
    alter procedure app.protect(regclass, text, text, text) rename to write_policies;
    create procedure app.protect(t regclass, readable text, writable text, verbs text default 'select, insert, update, delete')
    language plpgsql as $protect$
    begin
      call app.write_policies(t, readable, writable, verbs);
      call app.evaluate_once(t);
    end $protect$;
    revoke all on procedure app.protect(regclass, text, text, text) from public;

    create or replace function app.set_reach(p_partner uuid, p_role text, p_sponsors boolean, p_all boolean, p_customers uuid[], p_writes boolean)
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
                    when count(s.customer_id) > 0 then 'closed' else 'none' end,
               coalesce(array_agg(cu.customer_id) filter (where s.state is null or s.state = 'closed'), '{}'),
               coalesce(array_agg(cu.customer_id) filter (where s.state <> 'closed'), '{}'),
               case when p_writes then array_agg(cu.customer_id) filter (where s.state = 'in_force') end
        into service, closed, open, writable
        from customer cu
        left join customer_service s on s.partner_id = cu.partner_id and s.customer_id = cu.customer_id
        where cu.partner_id = p_partner;
        if service in ('in_force', 'grace') then
          perform set_config('app.whole', p_partner::text, true),
                  case when cardinality(closed) <= cardinality(open) then set_config('app.closed', closed::text, true)
                       else set_config('app.open', open::text, true) end;
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
    alter function app.set_reach(uuid, text, boolean, boolean, uuid[], boolean) owner to ${definer};
  `)
    .execute(db)
}
