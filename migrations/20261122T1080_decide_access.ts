import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/**
 * The question an application asks, in one statement without a transaction around it: does this person hold this
 * entitlement now? Reads the same view as every page and explanation. An active account is the first link.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { app, definer } = roleNames()
  await sql
    .raw(`
    create function app.decide_access(p_account uuid, p_entitlement text) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, public
    set join_collapse_limit = 1 set plan_cache_mode = force_generic_plan set jit = off as $$
    begin
      return exists (select from effective_access a
                     where a.account_id = p_account and a.entitlement_id = p_entitlement and a.holds)
         and exists (select from auth."user" u where u.id = p_account and u."emailVerified" and u."disabledAt" is null);
    end $$;
    alter function app.decide_access(uuid, text) owner to ${definer};
    grant execute on function app.decide_access(uuid, text) to ${app};
  `)
    .execute(db)
}
