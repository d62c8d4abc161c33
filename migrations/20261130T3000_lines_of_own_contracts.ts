import { type Kysely, sql } from 'kysely'

/**
 * Lines of contracts that their own transaction has just made need no lock on them. Nobody else sees such a contract before the
 * commit, so nobody else can delete it or change its key; the transaction itself still cannot, for its lines are seen by
 * `parent_has_no_lines`. The same holds of the contract's customer: the contract's own foreign key has locked it until the commit.
 * An import makes most contracts whose lines it records: their locks, each written to the row and to the log, were most of what the
 * trigger cost.
 *
 * A row is the transaction's own by its `xmin`; and because such a number comes again after four thousand million
 * transactions, by the instant of its making, too. Where either says no (a savepoint has a number of its own), it is locked as before.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    create or replace function app.lines_have_parents() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public as $$
    declare
      r record;
      own xid := pg_current_xact_id()::xid;
    begin
      -- The sub-selects are asked row by row of few rows, by key: never joined, whatever the caller told the planner.
      for r in
        select strange.*, exists (select from contract c where c.partner_id = strange.partner_id and c.contract_id = strange.contract_id
            for key share) as has_contract,
          strange.customer_id is null or exists (select from customer c
            where c.partner_id = strange.partner_id and c.customer_id = strange.customer_id for key share) as has_customer
        from (
          select named.* from (select distinct partner_id, contract_id, customer_id from added) named
          where coalesce((select c.xmin <> own or c.created_at <> now() or c.customer_id is distinct from named.customer_id
            from contract c where c.partner_id = named.partner_id and c.contract_id = named.contract_id), true)
          offset 0
        ) strange
      loop
        if not r.has_contract then perform app.refuse_line('contract', r.partner_id, r.contract_id); end if;
        if not r.has_customer then perform app.refuse_line('customer', r.partner_id, r.customer_id); end if;
      end loop;
      return null;
    end $$;
  `)
    .execute(db)
}
