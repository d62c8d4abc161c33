import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/**
 * Whether a row's customer is in the reader's list is looked up, not compared with one after the other: with a list of a hundred that
 * was a quarter of the time of reading a device, and with a thousand ten times more (decision 14). A sub-select that names no row is
 * answered once a query and kept as a hash; an array that is known only then is not.
 *
 * An absent list is an empty one: nobody's. `app.closed`, of which the opposite is asked, stays as it is: absent, it must refuse.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { app } = roleNames()
  await sql
    .raw(`
    create procedure app.look_up_customers(t regclass) language plpgsql as $look$
    declare
      p record;
    begin
      for p in
        select pol.polname as name, regexp_replace(pg_get_expr(pol.polqual, pol.polrelid),
            'customer_id = ANY \\(\\( SELECT \\(NULLIF\\(current_setting\\(''app\\.open''::text, true\\), ''''::text\\)\\)::uuid\\[\\] AS "nullif"\\)::uuid\\[\\]\\)',
            'customer_id in (select unnest(nullif(current_setting(''app.open'', true), '''')::uuid[]))', 'g') as visible
        from pg_policy pol where pol.polrelid = t and (select oid from pg_roles where rolname = '${app}') = any (pol.polroles)
          and pg_get_expr(pol.polqual, pol.polrelid) ~ 'customer_id = ANY \\(\\( SELECT \\(NULLIF\\(current_setting\\(''app\\.open'''
      loop
        execute format('alter policy %I on %s using (%s)', p.name, t, p.visible);
      end loop;
    end $look$;
    revoke all on procedure app.look_up_customers(regclass) from public;

    do $all$
    declare t regclass;
    begin
      for t in select c.oid::regclass from pg_class c where c.relnamespace = 'public'::regnamespace and c.relrowsecurity loop
        call app.look_up_customers(t);
      end loop;
    end $all$;

    create or replace procedure app.protect(t regclass, readable text, writable text, verbs text default 'select, insert, update, delete')
    language plpgsql as $protect$
    begin
      call app.write_policies(t, readable, writable, verbs);
      call app.evaluate_once(t);
      call app.look_up_customers(t);
    end $protect$;
  `)
    .execute(db)
}
