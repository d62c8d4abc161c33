import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/** A changed address also reaches the request to become an administrator that its person has open: the answer is mailed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { definer } = roleNames()
  await sql
    .raw(`
    grant select, update on administrator_request to ${definer};
    create or replace function app.change_email(p_account uuid, p_email text) returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
    begin
      if exists (select from auth."user" where email = p_email and id <> p_account) then return false; end if;
      update auth."user" set email = p_email, "emailVerified" = true, "updatedAt" = now() where id = p_account;
      update membership set email = p_email, updated_at = now() where account_id = p_account;
      update vendor_staff set email = p_email, updated_at = now() where account_id = p_account;
      update registration set email = p_email where account_id = p_account;
      update administrator_request set email = p_email where account_id = p_account and state = 'pending';
      return true;
    end $$;
  `)
    .execute(db)
}
