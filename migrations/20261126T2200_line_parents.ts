import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/**
 * A contract line's keys to its contract and its customer, held for a whole statement at once. A foreign key asks anew for
 * every row: of each of 200,000 lines of an import it took a third, and the one to the customer had been given up for that. Now
 * one trigger asks once for each contract and customer that a statement's rows name, in the way a foreign key does (decision 23):
 *
 *   a line comes, or moves     its contract and customer are there, and locked FOR KEY SHARE until commit
 *   a contract or customer     no line names it. Its own lock waits for lines under way; what was committed meanwhile is
 *   goes, or changes its key   seen because each query of a trigger looks anew, at READ COMMITTED alone
 *
 * The names of the constraints and the error 23503 are what they were.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { definer } = roleNames()
  await sql
    .raw(`
    alter table contract_line drop constraint contract_line_partner_id_contract_id_fkey;
    do $existing$
    begin
      if exists (select from contract_line l where l.customer_id is not null and not exists (
          select from customer c where c.partner_id = l.partner_id and c.customer_id = l.customer_id)) then
        raise exception 'There are contract lines of customers that are not there.' using errcode = '23503';
      end if;
    end $existing$;

    -- Locking a row takes the right to change some column of it.
    grant update (updated_at) on contract, customer to ${definer};

    create function app.refuse_line(p_parent text, p_partner uuid, p_id uuid) returns void
    language plpgsql set search_path = pg_catalog as $$
    declare
      broken text := format('contract_line_partner_id_%s_id_fkey', p_parent);
    begin
      raise foreign_key_violation using
        message = format('insert or update on table "contract_line" violates foreign key constraint "%s"', broken),
        detail = format('Key (partner_id, %s_id)=(%s, %s) is not present in table "%1$s".', p_parent, p_partner, p_id),
        schema = 'public', table = 'contract_line', constraint = broken;
    end $$;

    -- The sub-selects are asked row by row of few rows, by key: never joined, whatever the caller told the planner.
    create function app.lines_have_parents() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public as $$
    declare
      r record;
    begin
      for r in
        select named.*, exists (select from contract c where c.partner_id = named.partner_id and c.contract_id = named.contract_id
            for key share) as has_contract,
          named.customer_id is null or exists (select from customer c
            where c.partner_id = named.partner_id and c.customer_id = named.customer_id for key share) as has_customer
        from (select distinct partner_id, contract_id, customer_id from added) named
      loop
        if not r.has_contract then perform app.refuse_line('contract', r.partner_id, r.contract_id); end if;
        if not r.has_customer then perform app.refuse_line('customer', r.partner_id, r.customer_id); end if;
      end loop;
      return null;
    end $$;

    -- Lines move seldom, and a statement's rows with their rows before would be kept for every other change of them.
    create function app.moved_line_has_parents() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public as $$
    begin
      perform from contract c where c.partner_id = new.partner_id and c.contract_id = new.contract_id for key share;
      if not found then perform app.refuse_line('contract', new.partner_id, new.contract_id); end if;
      perform from customer c where c.partner_id = new.partner_id and c.customer_id = new.customer_id for key share;
      if not found and new.customer_id is not null then perform app.refuse_line('customer', new.partner_id, new.customer_id); end if;
      return null;
    end $$;

    create function app.parent_has_no_lines() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public as $$
    declare
      id uuid;
      broken text := format('contract_line_partner_id_%s_id_fkey', tg_table_name);
    begin
      -- Later snapshots than the transaction's own are for the database's own foreign keys only.
      if current_setting('transaction_isolation') not in ('read committed', 'read uncommitted') then
        raise feature_not_supported using message = format('A %s can be deleted, or change its key, at READ COMMITTED only.', tg_table_name);
      end if;
      if tg_table_name = 'contract' then
        id := old.contract_id;
        perform from contract_line l where l.partner_id = old.partner_id and l.contract_id = old.contract_id limit 1;
      else
        id := old.customer_id;
        perform from contract_line l where l.partner_id = old.partner_id and l.customer_id = old.customer_id limit 1;
      end if;
      if found then
        raise foreign_key_violation using
          message = format('update or delete on table "%s" violates foreign key constraint "%s" on table "contract_line"', tg_table_name, broken),
          detail = format('Key (partner_id, %s_id)=(%s, %s) is still referenced from table "contract_line".', tg_table_name, old.partner_id, id),
          schema = 'public', table = 'contract_line', constraint = broken;
      end if;
      return null;
    end $$;

    create trigger parents_of_new after insert on contract_line referencing new table as added
      for each statement execute function app.lines_have_parents();
    create trigger parents_of_moved after update of partner_id, contract_id, customer_id on contract_line for each row
      when ((old.partner_id, old.contract_id, old.customer_id) is distinct from (new.partner_id, new.contract_id, new.customer_id))
      execute function app.moved_line_has_parents();
    create trigger lines_of_deleted after delete on contract for each row execute function app.parent_has_no_lines();
    create trigger lines_of_deleted after delete on customer for each row execute function app.parent_has_no_lines();
    create trigger lines_of_renamed after update of partner_id, contract_id on contract for each row
      when ((old.partner_id, old.contract_id) is distinct from (new.partner_id, new.contract_id))
      execute function app.parent_has_no_lines();
    create trigger lines_of_renamed after update of partner_id, customer_id on customer for each row
      when ((old.partner_id, old.customer_id) is distinct from (new.partner_id, new.customer_id))
      execute function app.parent_has_no_lines();

    alter function app.lines_have_parents() owner to ${definer};
    alter function app.moved_line_has_parents() owner to ${definer};
    alter function app.parent_has_no_lines() owner to ${definer};
    alter function app.refuse_line(text, uuid, uuid) owner to ${definer};
    revoke execute on function app.lines_have_parents(), app.moved_line_has_parents(), app.parent_has_no_lines(),
      app.refuse_line(text, uuid, uuid) from public;
  `)
    .execute(db)
}
