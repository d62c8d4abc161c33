import { entitlements } from './catalogue.ts'
import { type Account, at, markOf, type Row, type Sheet } from './plan.ts'

/** Somebody registered under a sponsorship. */
export function registration(of: Sheet, person: Account, sponsorship: Row, state: string): Row {
  const { random, add, id } = of
  const registrationId = id()
  const made = add('registration', {
    partner_id: sponsorship.partner_id,
    registration_id: registrationId,
    sponsorship_id: sponsorship.sponsorship_id,
    customer_id: sponsorship.customer_id,
    account_id: person.id,
    state,
    first_name: person.firstName,
    last_name: person.lastName,
    name_norm: `${person.lastName} ${person.firstName}`.toLowerCase(),
    email: person.email,
    language: 'en',
    job_title: `Title ${markOf(registrationId)}`,
    phone: '1',
    site: 'x',
    country: 'ES',
    employed_statement_at: at(-9),
    terms_accepted_at: at(-9),
    domain_fits: random.chance(0.5),
    seat_held_until: state === 'unconfirmed' ? at(2) : null,
    confirmed_at: state === 'unconfirmed' ? null : at(-8),
    attested_at: state === 'unconfirmed' ? null : at(random.pick([-8, -350])),
    ended_at: state === 'left' || state === 'lapsed' ? at(-1) : null,
  })
  if (random.chance(0.4))
    add('entitlement_switch', {
      partner_id: sponsorship.partner_id,
      registration_id: registrationId,
      entitlement_id: entitlements[0],
    })
  if (random.chance(0.5))
    add('access_request', {
      partner_id: sponsorship.partner_id,
      request_id: id(),
      registration_id: registrationId,
      account_id: person.id,
      entitlement_id: 'commerce.orders',
      note: `Note ${markOf(registrationId)}`,
    })
  return made
}
