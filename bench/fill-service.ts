import type pg from 'pg'

export type ServiceSize = { partners: number; customers: number; members: number; registrations: number; lines: number }

/** What `fillService` made, by number. */
export const idOf = (kind: keyof typeof prefixes, n: number) =>
  `${prefixes[kind]}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`

const prefixes = {
  type: '01990001',
  partner: '01990002',
  contract: '01990003',
  customer: '01990004',
  account: '01990005',
  sponsorship: '01990006',
  registration: '01990007',
  line: '01990008',
}

/**
 * The support service in the large, in set-based SQL as the owner. Partner p of n has every n-th customer; each customer a
 * support-service contract (19 of 20 in force, the rest closed), one sponsorship and an even share of the people and lines.
 * The first members of a partner are its SA, a PU with 20 customers, a PU with 100 (or all it has) and a PU with all.
 */
export async function fillService(owner: pg.Pool, size: ServiceSize): Promise<void> {
  const client = await owner.connect()
  const id = (kind: keyof typeof prefixes, n: string) =>
    `('${prefixes[kind]}-0000-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`
  const each = size.customers / size.partners
  const run = (text: string) => client.query(text.replaceAll('$partners', String(size.partners)))
  try {
    await run('begin')
    await run('set local session_replication_role = replica') // the foreign keys hold by construction
    await run(`insert into contract_type (contract_type_id, name, qualifies_sponsoring, qualifies_support_service)
      values (${id('type', '0')}, 'Bench', true, true)`)
    await run(`insert into partner (partner_id, name, name_norm)
      select ${id('partner', 'n')}, 'Partner ' || n, 'partner ' || n from generate_series(0, $partners - 1) n`)
    await run(`insert into customer (partner_id, customer_id, name, name_norm, domains, purchase, support_contract_number, support_starts_at, support_ends_at)
      select ${id('partner', 'n % $partners')}, ${id('customer', 'n')}, 'Customer ' || n, 'customer ' || lpad(n::text, 8, '0'), '{example.com}', 'x', 'S' || n,
        now() - interval '1 year', now() + interval '1 year'
      from generate_series(0, ${size.customers} - 1) n`)
    await run(`insert into contract (partner_id, contract_id, number, number_norm, contract_type_id, customer_id, starts_at, ends_at)
      select ${id('partner', 'n % $partners')}, ${id('contract', 'n')}, 'C' || n, 'C' || n, ${id('type', '0')}, ${id('customer', 'n')},
        now() - interval '2 years', now() + case when n / $partners % 20 = 19 then interval '-1 year' else interval '1 year' end
      from generate_series(0, ${size.customers} - 1) n`)
    await run(`insert into sponsorship (partner_id, sponsorship_id, customer_id, contract_id, state, seats, expires_at, registration_number, key_hash, created_by, created_by_name)
      select ${id('partner', 'n % $partners')}, ${id('sponsorship', 'n')}, ${id('customer', 'n')}, ${id('contract', 'n')}, 'issued', 1000,
        now() + interval '6 months', 'N' || n, 'x', ${id('account', '0')}, 'Bench'
      from generate_series(0, ${size.customers} - 1) n`)
    await people(run, id, size)
    await run(`insert into association (partner_id, account_id, customer_id, given_by, given_by_name)
      select m.partner_id, m.account_id, c.customer_id, m.account_id, 'Bench'
      from membership m
      cross join lateral (select row_number() over (order by md5(customer_id::text || m.account_id::text)) as place, customer_id from customer c
        where c.partner_id = m.partner_id) c
      where m.role = 'user' and not m.all_customers and c.place <= case when m.last_name = '2' then 100 else 20 end`)
    await run(`insert into contract_line (partner_id, line_id, contract_id, customer_id, vendor, vendor_norm, serial, serial_norm, product_id, service_level, starts_at, ends_at)
      select ${id('partner', 'p')}, ${id('line', 'n')}, ${id('contract', 'c')}, ${id('customer', 'c')}, 'Cisco', 'cisco', serial, serial, 'C9300-48P', 'SNT',
        now() - interval '1 year', now() + interval '1 year'
      from (select n, n / ${size.lines / size.partners} as p, n % ${each} * $partners + n / ${size.lines / size.partners} as c,
              upper(left(md5(n::text), 11)) as serial
            from generate_series(0, ${size.lines} - 1) n) lines`)
    await run('commit')
    await run('vacuum analyze')
    await run('checkpoint') // else the disk is busy with all that while the first list is measured
  } finally {
    client.release()
  }
}

async function people(
  run: (text: string) => Promise<unknown>,
  id: (kind: keyof typeof prefixes, n: string) => string,
  size: ServiceSize,
): Promise<void> {
  const total = size.members + size.registrations
  await run(`insert into auth."user" (id, name, email, "emailVerified", "firstName", "lastName")
    select ${id('account', 'n')}, 'Person ' || n, 'person' || n || '@example.com', true, 'Person', n::text from generate_series(0, ${total} - 1) n`)
  await run(`insert into membership (partner_id, account_id, role, all_customers, first_name, last_name, name_norm, email)
    select ${id('partner', 'n % $partners')}, ${id('account', 'n')}, case n / $partners when 0 then 'super_admin' else 'user' end, n / $partners = 3,
      'Person', (n / $partners)::text, lpad((n / $partners)::text, 4, '0') || ' person', 'person' || n || '@example.com'
    from generate_series(0, ${size.members} - 1) n`)
  await run(`insert into registration (partner_id, registration_id, sponsorship_id, customer_id, account_id, state, first_name, last_name, name_norm, email, language,
      job_title, phone, site, country, employed_statement_at, terms_accepted_at, domain_fits, confirmed_at, attested_at)
    select ${id('partner', 'c % $partners')}, ${id('registration', 'n')}, ${id('sponsorship', 'c')}, ${id('customer', 'c')}, ${id('account', `n + ${size.members}`)},
      'active', 'Person', n::text, n || ' person', 'person' || (n + ${size.members}) || '@example.com', 'en', 'x', 'x', 'x', 'ES', now(), now(), true, now(), now()
    from (select n, n % ${size.customers} as c from generate_series(0, ${size.registrations} - 1) n) people`)
}
