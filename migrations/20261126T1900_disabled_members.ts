import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/**
 * Whose account is disabled administers nothing, though their membership stays as it was: asked for where the last active super
 * administrator counts (R5). A request learns it about partners it reaches, and nothing else about accounts.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { app, definer } = roleNames()
  await sql
    .raw(`
    -- Members whose account is disabled: of one partner, or with null of every one.
    create function app.disabled_members(p_partner uuid) returns table (partner_id uuid, account_id uuid)
    language sql stable security definer set search_path = pg_catalog, public as $$
      select m.partner_id, m.account_id from auth."user" u join membership m on m.account_id = u.id
      where u."disabledAt" is not null and (p_partner is null or m.partner_id = p_partner)
        and (current_setting('app.reach', true) = 'all'
          or m.partner_id = nullif(current_setting('app.member', true), '')::uuid)
    $$;
    alter function app.disabled_members(uuid) owner to ${definer};
    revoke execute on function app.disabled_members(uuid) from public;
    grant execute on function app.disabled_members(uuid) to ${app};
    create index user_disabled on auth."user" (id) where "disabledAt" is not null;
  `)
    .execute(db)
}
