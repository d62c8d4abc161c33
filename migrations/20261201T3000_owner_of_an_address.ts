import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/**
 * The account of an address, with whose first name and language it has (R33): the message that tells its owner of somebody's
 * registration speaks to the owner, not as whoever typed the address. In the same call, so that an address with an account
 * takes no longer than one without (attack 10).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { app, definer } = roleNames()
  await sql
    .raw(`
    drop function app.ensure_account(uuid, text, text, text, text);
    create function app.ensure_account(p_id uuid, p_email text, p_first text, p_last text, p_language text)
    returns table (account_id uuid, created boolean, confirmed boolean, first_name text, language text)
    language plpgsql volatile security definer set search_path = pg_catalog as $$
    #variable_conflict use_column
    begin
      insert into auth."user" (id, name, email, "firstName", "lastName", language)
      values (p_id, p_first || ' ' || p_last, p_email, p_first, p_last, p_language)
      on conflict (email) do nothing;
      if found then
        return query select p_id, true, false, p_first, p_language;
      else
        return query select u.id, false, u."emailVerified", u."firstName", u.language
          from auth."user" u where u.email = p_email;
      end if;
    end $$;
    alter function app.ensure_account(uuid, text, text, text, text) owner to ${definer};
    grant execute on function app.ensure_account(uuid, text, text, text, text) to ${app};
    revoke execute on function app.ensure_account(uuid, text, text, text, text) from public;
  `)
    .execute(db)
}
