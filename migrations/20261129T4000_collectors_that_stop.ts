import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/**
 * How many collectors each customer has, for who sponsors the partner's customers: they do not see registrations, and yet are told
 * how many fall silent before they archive a customer. Whoever else asks gets nothing.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { app, definer } = roleNames()
  await sql
    .raw(`
    create function app.sponsors_collectors(p_partners uuid[])
    returns table (partner_id uuid, customer_id uuid, collectors integer)
    language sql stable security definer set search_path = pg_catalog, public as $$
      select c.partner_id, c.customer_id, count(*)::integer from collector c
      where c.partner_id = any (p_partners) and c.deleted_at is null
        and c.partner_id = nullif(current_setting('app.partner', true), '')::uuid
      group by 1, 2
    $$;
    alter function app.sponsors_collectors(uuid[]) owner to ${definer};
    revoke execute on function app.sponsors_collectors(uuid[]) from public;
    grant execute on function app.sponsors_collectors(uuid[]) to ${app};
    grant select on collector to ${definer};
  `)
    .execute(db)
}
