import type pg from 'pg'

export type SponsoredSize = { partners: number; sponsorships: number; people: number }

/**
 * A large world in set-based SQL, as the owner: partners with two contracts each, customers with one sponsorship each,
 * people spread over them. Every tenth sponsorship is revoked, so that decisions say no as well. Returns account ids.
 */
export async function fillSponsored(owner: pg.Pool, size: SponsoredSize): Promise<string[]> {
  const client = await owner.connect()
  const run = (text: string, values: unknown[] = []) => client.query(text, values)
  // A stable UUID (version and variant set) of the n-th of a kind.
  const id = (kind: string, expression: string) =>
    `overlay(overlay(md5('${kind}' || (${expression})::text) placing '7' from 13) placing '8' from 17)::uuid`
  try {
    await run(`insert into entitlement (entitlement_id, group_name, names, descriptions)
      select 'bench.' || kind || n, 'support', '{"en":"x"}', '{"en":"x"}' from generate_series(0, 5) n, unnest(array['allowed', 'refused']) kind`)
    await run(
      `insert into contract_type (contract_type_id, name, qualifies_sponsoring) values (${id('type', '0')}, 'Bench', true)`,
    )
    await run(
      `insert into contract_type_entitlement select ${id('type', '0')}, 'bench.allowed' || n from generate_series(0, 5) n`,
    )
    await run(
      `insert into partner (partner_id, name, name_norm) select ${id('partner', 'n')}, 'Partner ' || n, 'partner ' || n from generate_series(0, $1::int - 1) n`,
      [size.partners],
    )
    await run(
      `insert into contract (partner_id, contract_id, number, number_norm, contract_type_id, starts_at, ends_at)
       select ${id('partner', 'n')}, ${id('contract', 'n')}, 'C' || n, 'C' || n, ${id('type', '0')}, now() - interval '1 year', now() + interval '1 year'
       from generate_series(0, $1::int - 1) n`,
      [size.partners],
    )
    await run(
      `insert into customer (partner_id, customer_id, name, name_norm, domains, purchase, support_contract_number, support_starts_at, support_ends_at)
       select ${id('partner', 'n % $2::int')}, ${id('customer', 'n')}, 'Customer ' || n, 'customer ' || lpad(n::text, 8, '0'), '{example.com}', 'x', 'S' || n,
              now() - interval '1 year', now() + interval '1 year'
       from generate_series(0, $1::int - 1) n`,
      [size.sponsorships, size.partners],
    )
    await run(
      `insert into sponsorship (partner_id, sponsorship_id, customer_id, contract_id, state, seats, expires_at, registration_number, key_hash, created_by, created_by_name)
       select ${id('partner', 'n % $2::int')}, ${id('sponsorship', 'n')}, ${id('customer', 'n')}, ${id('contract', 'n % $2::int')},
              case when n % 10 = 9 then 'revoked' else 'issued' end, 1000, now() + interval '6 months', 'N' || n, 'x', ${id('partner', 'n')}, 'Bench'
       from generate_series(0, $1::int - 1) n`,
      [size.sponsorships, size.partners],
    )
    await run(
      `insert into sponsorship_entitlement (partner_id, sponsorship_id, entitlement_id)
       select ${id('partner', 'n % $2::int')}, ${id('sponsorship', 'n')}, 'bench.allowed' || e from generate_series(0, $1::int - 1) n, generate_series(0, 3) e`,
      [size.sponsorships, size.partners],
    )
    await run(
      `insert into auth."user" (id, name, email, "emailVerified", "firstName", "lastName")
       select ${id('account', 'n')}, 'Person ' || n, 'person' || n || '@example.com', true, 'Person', n::text from generate_series(0, $1::int - 1) n`,
      [size.people],
    )
    await run(
      `insert into registration (partner_id, registration_id, sponsorship_id, customer_id, account_id, state, first_name, last_name, name_norm, email, language,
         job_title, phone, site, country, employed_statement_at, terms_accepted_at, domain_fits, confirmed_at, attested_at)
       select ${id('partner', 's % $3::int')}, ${id('registration', 'n')}, ${id('sponsorship', 's')}, ${id('customer', 's')}, ${id('account', 'n')}, 'active',
         'Person', n::text, n || ' person', 'person' || n || '@example.com', 'en', 'x', 'x', 'x', 'ES', now(), now(), true, now(), now()
       from (select n, n % $2::int as s from generate_series(0, $1::int - 1) n) people`,
      [size.people, size.sponsorships, size.partners],
    )
    await run('vacuum analyze')
    const { rows } = await run(`select id from auth."user" limit 200000`)
    return rows.map((row) => row.id as string)
  } finally {
    client.release()
  }
}
