import type pg from 'pg'
import { idOf, type ServiceSize } from './fill-service.ts'

const prefixOf = (kind: 'partner' | 'customer') => idOf(kind, 0).slice(0, 24)
const partner = (n: string) => `('${prefixOf('partner')}' || lpad(to_hex(${n}), 12, '0'))::uuid`
const customer = (n: string) => `('${prefixOf('customer')}' || lpad(to_hex(${n}), 12, '0'))::uuid`
const own = (prefix: string, n: string) => `('${prefix}-0000-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`

/**
 * Devices beside what `fillService` made, in set-based SQL as the owner: an inventory for each customer with a collection a
 * month for half a year, and an even share of the devices. Every customer's devices are covered by nine in ten.
 */
export async function fillDevices(owner: pg.Pool, size: ServiceSize & { devices: number }): Promise<void> {
  const client = await owner.connect()
  const each = size.devices / size.customers
  try {
    await client.query(`begin; set local session_replication_role = replica; set local synchronous_commit = off`)
    await client.query(`insert into inventory (partner_id, customer_id, inventory_id, name, name_norm)
      select ${partner(`n % ${size.partners}`)}, ${customer('n')}, ${own('01990011', 'n')}, 'Main', 'main'
      from generate_series(0, ${size.customers} - 1) n`)
    await client.query(`insert into collection (partner_id, customer_id, collection_id, inventory_id, source, state, bytes, counts, collected_at, created_by_name)
      select ${partner(`n % ${size.partners}`)}, ${customer('n')}, ${own('01990012', `n * 6 + m`)}, ${own('01990011', 'n')}, 'csv', 'done', 1,
        jsonb_build_object('devices', ${each}, 'coverage', jsonb_build_object('covered', ${each}, 'expiring', 0)), now() - make_interval(months => m), 'Bench'
      from generate_series(0, ${size.customers} - 1) n cross join generate_series(0, 5) m`)
    await insertDevices(client, { partners: size.partners, from: 0, to: size.devices, customer: `n / ${each}` })
    await client.query('commit')
    await settle(client)
  } finally {
    client.release()
  }
}

/** So many devices more of one customer, the first, whom the member at `place` of the first partner reaches alone from then on. */
export async function fillOneCustomer(
  owner: pg.Pool,
  { partners, devices, more, place }: { partners: number; devices: number; more: number; place: number },
): Promise<void> {
  const client = await owner.connect()
  try {
    await client.query(`begin; set local session_replication_role = replica; set local synchronous_commit = off`)
    await insertDevices(client, { partners, from: devices, to: devices + more, customer: '0' })
    const member = idOf('account', place * partners)
    await client.query('delete from association where account_id = $1', [member])
    await client.query(
      `insert into association (partner_id, account_id, customer_id, given_by, given_by_name) values ($1, $2, $3, $2, 'Bench')`,
      [idOf('partner', 0), member, idOf('customer', 0)],
    )
    await client.query('commit')
    await settle(client)
  } finally {
    client.release()
  }
}

type Devices = {
  partners: number
  /** Numbers of devices, the last excluded. */
  from: number
  to: number
  /** The customer's number, of `n`. */
  customer: string
}

/** Devices, of which each has an alert. */
async function insertDevices(client: pg.PoolClient, { partners, from, to, customer: of }: Devices): Promise<void> {
  await client.query(`insert into device (partner_id, customer_id, device_id, identity, inventory_id, vendor, vendor_key, serial, serial_norm, product_id,
      product_family, kind, hostname, name_norm, address, mac, software_type, software_version, location, site, search_text, version_no, versions,
      content_hash, place_hash, first_seen_at, seen_at, covered, covered_until)
    select ${partner(`c % ${partners}`)}, ${customer('c')}, ${own('01990013', 'n')}, 'cisco/' || serial, ${own('01990011', 'c')}, 'Cisco', 'cisco',
      serial, serial, 'C9' || n % 40 * 10, 'Catalyst 9000', case n % 4 when 0 then 'router' else 'switch' end, 'sw-' || serial, 'sw-' || lower(serial),
      '10.' || n % 250 || '.' || n / 250 % 250 || '.1', '', 'IOS-XE', '17.' || n % 12, '', 'Site ' || n % 9,
      'c9' || n % 40 * 10 || ' row ' || n % 30 || ', cabinet ' || n % 12 || ' cisco ios software, catalyst l3 switch software (cat9k_iosxe), version 17.' || n % 12
        || ' release software technical support: http://www.cisco.com/techsupport p' || lower(serial) || ' pwr-c1-1100wac f' || lower(serial) || ' c9300-nm-8x', 1, 1, '\\x00', '\\x00', now(), now(),
      case when n % 10 = 0 then '{}'::tstzmultirange else tstzmultirange(tstzrange(now() - interval '1 year', now() + n % 700 * interval '1 day')) end,
      case when n % 10 > 0 then now() + n % 700 * interval '1 day' end
    from (select n, ${of} as c, upper(left(md5(n::text), 11)) as serial from generate_series(${from}, ${to} - 1) n) d`)
  await client.query(`insert into alert (partner_id, customer_id, alert_id, kind, subject_id, key, due_at, starts_at, ends_at)
    select partner_id, customer_id, gen_random_uuid(), case when covered_until is null then 'coverage_missing' else 'coverage_ending' end,
      device_id, '', covered_until, coalesce(covered_until - interval '90 days', first_seen_at), coalesce(covered_until, 'infinity')
    from device where device_id between ${own('01990013', String(from))} and ${own('01990013', String(to - 1))}`)
}

async function settle(client: pg.PoolClient): Promise<void> {
  for (const table of ['alert', 'device', 'collection']) await client.query(`vacuum (analyze) ${table}`)
  await client.query('analyze')
  await client.query('checkpoint') // else the disk is busy with all that while the first list is measured
}
