import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/**
 * A sponsorship administrator holds the whole tenant by `app.partner`, for reading and for writing; only the server's own policy
 * refused writes of a suspended partner, or of a vendor agent who looks with a sponsorship administrator's eyes. Now the database
 * does: `app.partner_reads` names the tenant in which the transaction only reads, and every policy about writing leaves that out.
 * What is entered in another way (the system, a stranger under proof) is as before, so processes of the version before go on.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { app, definer } = roleNames()
  await sql
    .raw(`
    create procedure app.write_while_active(t regclass) language plpgsql as $active$
    declare
      holds constant text := '\\(partner_id = \\( SELECT \\(NULLIF\\(current_setting\\(''app\\.partner''::text, true\\), ''''::text\\)\\)::uuid AS "?nullif"?\\)\\)';
      active constant text := '(partner_id = (select nullif(current_setting(''app.partner'', true), '''')::uuid)
        and partner_id is distinct from (select nullif(current_setting(''app.partner_reads'', true), '''')::uuid))';
      p record; visible text; checked text;
    begin
      for p in
        select pol.polname as name, pg_get_expr(pol.polqual, pol.polrelid) as visible, pg_get_expr(pol.polwithcheck, pol.polrelid) as checked
        from pg_policy pol where pol.polrelid = t and pol.polcmd in ('a', 'w', 'd')
          and (select oid from pg_roles where rolname = '${app}') = any (pol.polroles)
          and concat(pg_get_expr(pol.polqual, pol.polrelid), pg_get_expr(pol.polwithcheck, pol.polrelid)) ~ 'app\\.partner'''
          and concat(pg_get_expr(pol.polqual, pol.polrelid), pg_get_expr(pol.polwithcheck, pol.polrelid)) !~ 'app\\.partner_reads'
      loop
        visible := regexp_replace(p.visible, holds, active, 'g');
        checked := regexp_replace(p.checked, holds, active, 'g');
        execute format('alter policy %I on %s %s %s', p.name, t, coalesce('using (' || visible || ')', ''),
          coalesce('with check (' || checked || ')', ''));
      end loop;
    end $active$;
    revoke all on procedure app.write_while_active(regclass) from public;

    do $all$
    declare t regclass;
    begin
      -- What somebody who only reads does is recorded all the same.
      for t in select c.oid::regclass from pg_class c where c.relnamespace = 'public'::regnamespace and c.relrowsecurity
          and c.relname not in ('audit_chain', 'audit_entry') loop
        call app.write_while_active(t);
      end loop;
    end $all$;

    -- Tables to come: as before, then while active.
    create or replace procedure app.protect(t regclass, readable text, writable text, verbs text default 'select, insert, update, delete')
    language plpgsql as $protect$
    begin
      call app.write_policies(t, readable, writable, verbs);
      call app.evaluate_once(t);
      call app.write_while_active(t);
    end $protect$;

    alter function app.set_reach(uuid, text, boolean, boolean, uuid[], boolean) rename to set_reach_by_right;
    -- What a member reaches by their right, and whether they only read.
    create function app.set_reach(p_partner uuid, p_role text, p_sponsors boolean, p_all boolean, p_customers uuid[], p_writes boolean)
    returns jsonb
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
    begin
      if not p_writes then perform set_config('app.partner_reads', p_partner::text, true); end if;
      return app.set_reach_by_right(p_partner, p_role, p_sponsors, p_all, p_customers, p_writes);
    end $$;
    alter function app.set_reach(uuid, text, boolean, boolean, uuid[], boolean) owner to ${definer};
    revoke execute on function app.set_reach(uuid, text, boolean, boolean, uuid[], boolean) from public;
  `)
    .execute(db)
}
