import type pg from 'pg'
import { newId } from '../../server/platform/ids.ts'
import {
  newRegistrationNumber,
  newVerificationKey,
  parseRegistrationNumber,
  parseVerificationKey,
} from '../../server/sponsorship/codes.ts'
import { keyHash } from '../../server/sponsorship/key.ts'

export type Redeemable = { sponsorshipId: string; number: string; key: string }

/** A partner with `count` issued sponsorships of `seats` seats each, written as the owner. */
export async function makeSponsorships(
  owner: pg.Client,
  secret: string,
  { count, seats }: { count: number; seats: number },
): Promise<Redeemable[]> {
  const [partner, type, contract, by] = [newId(), newId(), newId(), newId()]
  await owner.query(
    `insert into entitlement (entitlement_id, group_name, names, descriptions) values ('software.download', 'support', '{"en":"Software download"}', '{"en":"x"}') on conflict do nothing`,
  )
  await owner.query(
    `insert into contract_type (contract_type_id, name, qualifies_sponsoring) values ($1, 'Load', true)`,
    [type],
  )
  await owner.query(`insert into contract_type_entitlement values ($1, 'software.download')`, [type])
  await owner.query(`insert into partner (partner_id, name, name_norm) values ($1, 'Load partner', 'load partner')`, [
    partner,
  ])
  await owner.query(
    `insert into contract (partner_id, contract_id, number, number_norm, contract_type_id, starts_at, ends_at) values ($1, $2, 'L-1', 'L1', $3, now() - interval '1 day', now() + interval '1 year')`,
    [partner, contract, type],
  )
  const made: Redeemable[] = []
  for (let n = 0; n < count; n++) {
    const [customer, sponsorshipId, number, key] = [newId(), newId(), newRegistrationNumber(), newVerificationKey()]
    const normal = normalised(parseRegistrationNumber(number))
    await owner.query(
      `insert into customer (partner_id, customer_id, name, name_norm, domains, purchase, support_contract_number, support_starts_at, support_ends_at)
       values ($1, $2, $3, $3, '{customer.example}', 'Switches', 'S', now() - interval '1 day', now() + interval '1 year')`,
      [partner, customer, `customer ${n}`],
    )
    await owner.query(
      `insert into sponsorship (partner_id, sponsorship_id, customer_id, contract_id, state, seats, expires_at, domains, registration_number, key_hash, key_issued_at, issued_at, created_by, created_by_name)
       values ($1, $2, $3, $4, 'issued', $5, now() + interval '6 months', '{customer.example}', $6, $7, now(), now(), $8, 'Load')`,
      [
        partner,
        sponsorshipId,
        customer,
        contract,
        seats,
        normal,
        keyHash(secret, normalised(parseVerificationKey(key))),
        by,
      ],
    )
    await owner.query(`insert into sponsorship_directory values ($1, $2, $3)`, [normal, partner, sponsorshipId])
    await owner.query(`insert into sponsorship_entitlement values ($1, $2, 'software.download')`, [
      partner,
      sponsorshipId,
    ])
    made.push({ sponsorshipId, number, key })
  }
  return made
}

function normalised(reading: { ok: true; normalised: string } | { ok: false }): string {
  if (!reading.ok) throw new Error('a code we made does not read back')
  return reading.normalised
}
