import pg from 'pg'
import { roleNames } from '../../server/platform/db/roles.ts'
import type { Row } from './plan.ts'

/** A table that the application's role has any right to, as the database's own catalogue describes it. */
export type Table = {
  name: string
  key: string[]
  verbs: { insert: boolean; update: boolean; delete: boolean }
  /** A column, and what it can be set to without reading anything. */
  blind: string | null
}

export async function readTables(owner: pg.ClientBase): Promise<Table[]> {
  const { rows } = await owner.query<Table>(
    `select c.relname as name,
       array(select a.attname::text from pg_index i cross join unnest(i.indkey) with ordinality k (num, place)
             join pg_attribute a on a.attrelid = c.oid and a.attnum = k.num
             where i.indrelid = c.oid and i.indisprimary and a.atttypid <> 'timestamptz'::regtype
               and not exists (select from unnest(i.indkey) h where not has_column_privilege($1, c.oid, h, 'select'))
             order by k.place) as key,
       json_build_object('insert', has_table_privilege($1, c.oid, 'insert'), 'update', has_table_privilege($1, c.oid, 'update'),
         'delete', has_table_privilege($1, c.oid, 'delete')) as verbs,
       (select format('%I = %s', a.attname, case when a.atthasdef or not a.attnotnull then 'default' else 'gen_random_uuid()' end)
        from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
          and (a.atthasdef or not a.attnotnull or a.atttypid = 'uuid'::regtype)
          and not exists (select from pg_index i where i.indrelid = c.oid and a.attnum = any (i.indkey))
          and not exists (select from pg_constraint k where k.conrelid = c.oid and k.contype in ('c', 'f') and a.attnum = any (k.conkey))
        order by not a.atthasdef and a.attnotnull, a.attnotnull, a.attnum limit 1) as blind
     from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
       and has_table_privilege($1, c.oid, 'select, insert, update, delete')
     order by 1`,
    [roleNames().app],
  )
  // Of a secret not even the hash is read: its rows are told apart by what it is a secret of.
  return rows.map((table) => (table.key.length > 0 ? table : { ...table, key: ['partner_id', 'key_id'] }))
}

/** A row's identity, as `keysQuery` answers it. */
export const keyOf = (table: Table, row: Row) =>
  table.key.map((column) => (row[column] === true ? 't' : String(row[column]))).join(' ')

/**
 * One query that answers, without any WHERE, the keys of every row of every table that the transaction reads: one text, a line
 * a key, which is read sooner than an array's; null where there is none.
 */
export function keysQuery(tables: Table[]): string {
  return tables
    .map(
      ({ name, key }) =>
        `select '${name}' as name, string_agg(concat_ws(' ', ${key.map((column) => pg.escapeIdentifier(column)).join(', ')}), e'\\n') as keys from ${pg.escapeIdentifier(name)}`,
    )
    .join(' union all ')
}

/**
 * Tries to write and takes it back, with the caller's rights: the number of rows that an UPDATE or DELETE without WHERE
 * touched, or the error's SQLSTATE.
 */
export const probeFunction = `
  create function public.probe_write(p_statement text, p_row json) returns text language plpgsql as $$
  declare touched bigint;
  begin
    begin
      if p_row is null then execute p_statement; else execute p_statement using p_row; end if;
      get diagnostics touched = row_count;
      raise exception using errcode = 'ZZ999';
    exception when others then
      return case when sqlstate = 'ZZ999' then touched::text else 'error ' || sqlstate end;
    end;
  end $$;
  grant execute on function public.probe_write(text, json) to public;`

export const refused = 'error 42501'

export function insertStatement(table: string, row: Row): string {
  const columns = Object.keys(row).map((column) => pg.escapeIdentifier(column))
  return `insert into ${pg.escapeIdentifier(table)} (${columns.join(', ')}) select ${columns.join(', ')} from json_populate_record(null::${pg.escapeIdentifier(table)}, $1)`
}

export const updateStatement = (table: Table) => `update ${pg.escapeIdentifier(table.name)} set ${table.blind}`

export const deleteStatement = (table: Table) => `delete from ${pg.escapeIdentifier(table.name)}`
