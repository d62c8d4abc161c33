import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/**
 * Acting-for is visible: what an agent looked at, who ended it, and where the agent's own header finds it. The partner's
 * administrators see all of it and may end it at once.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { app, definer } = roleNames()
  await sql
    .raw(`
    alter table acting add column ended_by_name text;         -- null: it ended when its time was over
    alter table acting add column ended_reason text;
    create index on acting (ends_at) where ended_at is null;

    create table acting_look (                        -- an area of the partner's pages that was looked at; once an acting
      partner_id uuid not null,
      acting_id uuid not null,
      area text not null,
      account_id uuid not null,
      looked_at timestamptz not null default now(),
      primary key (partner_id, acting_id, area),
      foreign key (partner_id, acting_id) references acting (partner_id, acting_id)
    );
    call app.protect('acting_look', 'all,admin,partner', 'own', 'select, insert');
    create policy sponsor_read on acting for select to ${app}
      using (partner_id = nullif(current_setting('app.partner', true), '')::uuid);
    create policy member_update on acting for update to ${app}
      using (partner_id = nullif(current_setting('app.admin_writes', true), '')::uuid
        or partner_id = nullif(current_setting('app.partner', true), '')::uuid)
      with check (partner_id = nullif(current_setting('app.admin_writes', true), '')::uuid
        or partner_id = nullif(current_setting('app.partner', true), '')::uuid);

    -- For the header: which partners the signed-in person looks at now. What app.enter_session lets in, and nothing else.
    create function app.acting_of_me()
    returns table (partner_id uuid, partner_name text, acting_id uuid, reason text, started_at timestamptz, ends_at timestamptz)
    language sql stable security definer set search_path = pg_catalog, public as $$
      select distinct on (p.name, x.partner_id) x.partner_id, p.name, x.acting_id, x.reason, x.started_at, x.ends_at
      from acting x join partner p on p.partner_id = x.partner_id
      where x.account_id = nullif(current_setting('app.self', true), '')::uuid and x.ended_at is null and x.ends_at > now()
        and exists (select from vendor_staff s where s.account_id = x.account_id and s.state = 'active')
        and not exists (select from membership m
          where m.partner_id = x.partner_id and m.account_id = x.account_id and m.state = 'active')
      order by p.name, x.partner_id, x.ends_at desc
    $$;
    alter function app.acting_of_me() owner to ${definer};
    revoke execute on function app.acting_of_me() from public;
    grant execute on function app.acting_of_me() to ${app};
  `)
    .execute(db)
}
