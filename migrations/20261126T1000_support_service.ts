import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/**
 * The support service's ground (R19–R25): members with a role reach customers, a customer's service is in force, in grace
 * or closed by the dates of its contracts, and the database itself holds both. What a request reaches is looked up as its
 * transaction begins and set locally; policies read those settings only:
 *
 *   app.member           the tenant this person (or key) works in, whatever their role
 *   app.admin            the same, for SA and PA; app.admin_writes where they may also change
 *   app.whole            the same, for who reaches every customer (SA, PA, a PU with all) while the service is open (R22)
 *   app.closed           customers whose service is closed (R25), taken out of app.whole where data is concerned
 *   app.customers        customers a PU with some is associated with; app.open those whose service is in force or in grace
 *   app.writable         customers whose data may be changed: reached, and in force
 *
 * `app.partner` stays what it was: the whole tenant, for the system and for sponsorship administrators.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { app, definer } = roleNames()
  const run = (text: string) => sql.raw(text).execute(db)
  await run(`
    alter table vendor_settings add column service_grace_days integer not null default 30
      check (service_grace_days between 0 and 365);                                                    -- R25
    -- A contract that was suspended or terminated ended then, not at its written end.
    alter table contract add column state_changed_at timestamptz;

    alter table membership
      add column name_norm text not null default '',                 -- normalised 'last first' for sort and search
      add column all_customers boolean not null default false,       -- R21: every customer, future ones too
      add column all_customers_since timestamptz,
      add column all_customers_by_name text,
      add column all_customers_until timestamptz,
      add column suspended_at timestamptz, add column suspended_reason text,
      add column last_sign_in_at timestamptz;
    update membership set name_norm = lower(last_name || ' ' || first_name);
    alter table membership drop constraint membership_state_check;
    alter table membership add constraint membership_state_check check (state in ('active', 'suspended', 'removed'));
    create index on membership (partner_id, name_norm, account_id);

    create table association (                        -- which customers a 'user' membership reaches (R21)
      partner_id uuid not null,
      account_id uuid not null,
      customer_id uuid not null,
      given_by uuid not null, given_by_name text not null,
      since timestamptz not null default now(),
      ends_at timestamptz,                            -- exclusive; null: until it is taken away
      warned_at timestamptz,                          -- when its end was announced
      primary key (partner_id, account_id, customer_id),
      foreign key (partner_id, account_id) references membership (partner_id, account_id),
      foreign key (partner_id, customer_id) references customer (partner_id, customer_id)
    );
    create index on association (partner_id, customer_id);

    create table contract_line (                      -- one covered serial number
      partner_id uuid not null,
      line_id uuid not null,
      contract_id uuid not null,
      customer_id uuid,                               -- the contract's; null: the partner's own
      vendor text not null, vendor_norm text not null,
      serial text not null, serial_norm text not null,
      product_id text not null default '',
      service_level text not null default '',
      starts_at timestamptz not null,
      ends_at timestamptz not null,                   -- exclusive
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      primary key (partner_id, line_id),
      unique (partner_id, contract_id, vendor_norm, serial_norm),
      foreign key (partner_id, contract_id) references contract (partner_id, contract_id),
      foreign key (partner_id, customer_id) references customer (partner_id, customer_id),
      check (ends_at > starts_at)
    );
    create index on contract_line (partner_id, serial_norm, line_id);
    create index on contract_line (partner_id, customer_id, serial_norm);
    -- Whose is this serial number? Across tenants, hence a directory (design §5); a serial stands on several lines over time.
    create table contract_line_directory (
      serial_norm text not null, vendor_norm text not null,
      partner_id uuid not null, line_id uuid not null,
      primary key (serial_norm, vendor_norm, partner_id, line_id)
    );

    -- A vendor agent looks at a partner's pages for a while, reading only, announced and audited; never as a person.
    create table acting (
      partner_id uuid not null references partner (partner_id),
      acting_id uuid not null,
      account_id uuid not null,
      actor_name text not null,
      reason text not null,
      started_at timestamptz not null default now(),
      ends_at timestamptz not null,
      ended_at timestamptz,
      primary key (partner_id, acting_id)
    );
    create index on acting (account_id, ends_at);
  `)
  await run(protectProcedure(app, definer))
  await run(`
    call app.protect('association', 'all,admin,own', 'all,admin_writes', 'select, insert, update, delete');
    call app.protect('contract_line', 'all,data', 'all', 'select, insert, update, delete');
    call app.protect('contract_line_directory', 'all', 'all', 'select, insert, delete');
    call app.protect('acting', 'all,admin', 'all', 'select, insert, update');
    grant select on association, contract_line, contract_line_directory, acting to ${definer};

    -- What the tables of the first issue show to members of the support service.
    create policy member_read on partner for select to ${app} using (${kinds.member});
    create policy member_read on membership for select to ${app} using (${kinds.admin} or (${kinds.own}));
    create policy member_insert on membership for insert to ${app} with check (${kinds.admin_writes});
    create policy member_update on membership for update to ${app} using (${kinds.admin_writes}) with check (${kinds.admin_writes});
    create policy member_read on customer for select to ${app} using (${kinds.admin} or ${kinds.customer});
    create policy member_insert on customer for insert to ${app} with check (${kinds.admin_writes});
    create policy member_update on customer for update to ${app} using (${kinds.admin_writes}) with check (${kinds.admin_writes});
    create policy member_read on contract for select to ${app} using (${kinds.admin} or (customer_id is not null and ${kinds.customer}));
    create policy member_chain on audit_chain to ${app} using (${kinds.member}) with check (${kinds.member});
    create policy member_read on audit_entry for select to ${app} using (${kinds.admin});
    create policy member_insert on audit_entry for insert to ${app} with check (${kinds.member});

    -- Per customer: is its support service in force, in grace (reads only) or closed? From the contracts' own dates, at the
    -- moment of asking (R22, R25, R35). A customer that never had a support-service contract has no row.
    create view customer_service with (security_invoker = true) as
    select f.partner_id, f.customer_id,
      case when f.in_force then 'in_force' when f.ends_at + f.grace > now() then 'grace' else 'closed' end as state,
      f.ends_at,                                       -- in force: the latest end of a contract now in force; else when the last ended
      f.ends_at + f.grace as closes_at
    from (
      select c.partner_id, c.customer_id,
        bool_or(c.state = 'active' and c.ends_at > now()) as in_force,
        max(least(c.ends_at, case when c.state <> 'active' then coalesce(c.state_changed_at, c.updated_at) end)) as ends_at,
        make_interval(days => max(v.service_grace_days)) as grace
      from contract c
      join contract_type t on t.contract_type_id = c.contract_type_id and t.qualifies_support_service and t.state = 'active'
      join customer cu on cu.partner_id = c.partner_id and cu.customer_id = c.customer_id and cu.state = 'active'
      cross join vendor_settings v
      where c.starts_at <= now()
      group by c.partner_id, c.customer_id
    ) f;
    grant select on customer_service to ${app}, ${definer};
  `)
}

const tenant = (setting: string) => `partner_id = nullif(current_setting('app.${setting}', true), '')::uuid`
const listed = (setting: string) => `customer_id = any (nullif(current_setting('app.${setting}', true), '')::uuid[])`

/** Policy expressions by kind; beside those of the foundation. */
const kinds = {
  member: tenant('member'),
  admin: tenant('admin'),
  admin_writes: tenant('admin_writes'),
  own: `${tenant('member')} and account_id = nullif(current_setting('app.account', true), '')::uuid`,
  customer: `(${tenant('whole')} or (${tenant('member')} and ${listed('customers')}))`,
  data: `((${tenant('whole')} and customer_id is not null and customer_id <> all (nullif(current_setting('app.closed', true), '')::uuid[]))
    or (${tenant('member')} and ${listed('open')}))`,
  data_writes: `(${tenant('member')} and ${listed('writable')})`,
}

function protectProcedure(app: string, definer: string): string {
  const quoted = (text: string) => text.replaceAll("'", "''")
  const added = Object.entries(kinds)
    .map(([kind, expression]) => `            when '${kind}' then '(${quoted(expression)})'`)
    .join('\n')
  return `
    -- The foundation's, with the kinds above. Beside them as before: anyone, all, partner, self, proof, none.
    create or replace procedure app.protect(t regclass, readable text, writable text, verbs text default 'select, insert, update, delete')
    language plpgsql as $protect$
    declare
      clause text; kind text; side text; expression text;
    begin
      foreach side in array array['readable', 'writable'] loop
        clause := null;
        foreach kind in array string_to_array(case side when 'readable' then readable else writable end, ',') loop
          expression := case trim(kind)
            when 'anyone' then 'true'
            when 'all' then 'current_setting(''app.reach'', true) = ''all'''
            when 'partner' then 'partner_id = nullif(current_setting(''app.partner'', true), '''')::uuid'
            when 'self' then 'account_id = nullif(current_setting(''app.self'', true), '''')::uuid'
            when 'proof' then 'proof_hash = nullif(current_setting(''app.proof'', true), '''')'
            when 'none' then 'false'
${added}
          end;
          if expression is null then raise exception 'app.protect: unknown kind %', kind; end if;
          clause := coalesce(clause || ' or ', '') || expression;
        end loop;
        if side = 'readable' then
          execute format('alter table %s enable row level security', t);
          execute format('alter table %s force row level security', t);
          execute format('grant %s on %s to ${app}', verbs, t);
          execute format('create policy app_read on %s for select to ${app} using (%s)', t, clause);
        else
          if verbs ilike '%insert%' then
            execute format('create policy app_insert on %s for insert to ${app} with check (%s)', t, clause);
          end if;
          if verbs ilike '%update%' then
            execute format('create policy app_update on %s for update to ${app} using (%s) with check (%s)', t, clause, clause);
          end if;
          if verbs ilike '%delete%' then
            execute format('create policy app_delete on %s for delete to ${app} using (%s)', t, clause);
          end if;
        end if;
      end loop;
      execute format('create policy definer_all on %s to ${definer} using (true) with check (true)', t);
      execute format('create policy owner_all on %s to current_user using (true) with check (true)', t);
    end $protect$;
  `
}
