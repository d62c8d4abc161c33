import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/**
 * Several applications' questions in one statement. A decision reads fourteen small things; to set up reading them costs more
 * than to read them, and is paid once a statement. The answers are those of the same view, in the order of the questions.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { app, definer } = roleNames()
  await sql
    .raw(`
    create function app.decide_accesses(p_accounts uuid[], p_entitlements text[]) returns boolean[]
    language plpgsql stable security definer set search_path = pg_catalog, public
    set join_collapse_limit = 1 set plan_cache_mode = force_generic_plan set jit = off as $$
    begin
      return array(
        select exists (select from auth."user" u where u.id = q.account and u."emailVerified" and u."disabledAt" is null)
           -- offset 0: looked up for each question, never joined, which would read the whole view for a few rows of it.
           and exists (select from effective_access a
                       where a.account_id = q.account and a.entitlement_id = q.entitlement and a.holds offset 0)
        from unnest(p_accounts, p_entitlements) with ordinality q (account, entitlement, n) order by q.n);
    end $$;
    alter function app.decide_accesses(uuid[], text[]) owner to ${definer};
    revoke execute on function app.decide_accesses(uuid[], text[]) from public;
    grant execute on function app.decide_accesses(uuid[], text[]) to ${app};
    drop function app.decide_access(uuid, text);   -- no version of the server asked one at a time
  `)
    .execute(db)
}
