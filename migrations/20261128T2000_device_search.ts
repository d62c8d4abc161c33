import { type Kysely, sql } from 'kysely'

/**
 * What a device is also found by: product, place, description and what is printed on its parts, in one spelling (decision 30). Of
 * devices that are there already it is made of what was seen of them last; the server writes the same as `searchTextOf()`.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    alter table device add column search_text text not null default '';

    update device d set search_text = btrim(regexp_replace(regexp_replace(
        lower(normalize(concat_ws(' ', d.product_id, d.location, a.seen->>'sysName', a.seen->>'sysDescr', p.printed), nfkd)),
        '[\u0300-\u036f]', '', 'g'), '\\s+', ' ', 'g'))
      from device_version v
      cross join lateral (select v.attributes::json as seen offset 0) a
      cross join lateral (select string_agg(distinct w.word, ' ') as printed
        from json_array_elements(coalesce(a.seen->'components', '[]')) c
        cross join lateral (values (c->>'serial'), (c->>'productId')) w (word)) p
      where v.partner_id = d.partner_id and v.device_id = d.device_id and v.version_no = d.version_no;
  `)
    .execute(db)
}
