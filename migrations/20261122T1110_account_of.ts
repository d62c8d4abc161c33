import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/**
 * The account behind a registration, as the first link of an explanation: an application's question already asks for it
 * (decide_access), so "why" has to name it. Answers about oneself, to vendor staff and the system about anyone, and to a
 * partner about the people who registered with it; nobody else learns whether an account exists.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { app, definer } = roleNames()
  await sql
    .raw(`
    create function app.account_of(p_account uuid)
    returns table (email text, first_name text, last_name text, email_verified boolean, disabled_at timestamptz, created_at timestamptz)
    language sql stable security definer set search_path = pg_catalog, public as $$
      select u.email, u."firstName", u."lastName", u."emailVerified", u."disabledAt", u."createdAt"
      from auth."user" u
      where u.id = p_account and (
        p_account = nullif(current_setting('app.self', true), '')::uuid
        or coalesce(current_setting('app.reach', true), '') = 'all'
        or exists (select from registration r where r.account_id = p_account
          and r.partner_id = nullif(current_setting('app.partner', true), '')::uuid))
    $$;
    alter function app.account_of(uuid) owner to ${definer};
    grant execute on function app.account_of(uuid) to ${app};
    revoke execute on function app.account_of(uuid) from public;
  `)
    .execute(db)
}
