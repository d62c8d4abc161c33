import { asOwner } from '../platform/db/connect.ts'
import type { RouteDeps } from '../platform/http/route.ts'
import type { AnyJob } from '../platform/jobs/job.ts'
import { applicant, declined, partners as partnerCast } from './cast.ts'
import { connect, type MakeApp, type Person } from './client.ts'
import { daysFromNow } from './days.ts'
import { makeHistory } from './history.ts'
import { seedCollectors } from './seed-collectors.ts'
import { type Keys, seedActing, seedKeys } from './seed-keys.ts'
import { seedAlerts, seedLifecycle } from './seed-lifecycle.ts'
import { askToAdminister, type Partner, registerEmployee, seedPartners } from './seed-partners.ts'
import { seedReviews } from './seed-reviews.ts'
import { seedServiceContracts } from './seed-service.ts'
import { seedSponsorships, seedWishes, type Trial } from './seed-sponsorships.ts'
import { seedTeams } from './seed-team.ts'
import { seedVendor, type Vendor } from './seed-vendor.ts'

/** What the terminal hands out to try: a sponsorship's codes, and API keys. */
export type Handout = { trial: Trial; keys: Keys }

/** Fills an empty portal with invented companies and people, by the operations that real ones would use. */
export async function seed(
  deps: RouteDeps,
  ownerUrl: string,
  createApp: MakeApp,
  jobs: readonly AnyJob[],
): Promise<Handout> {
  const client = connect(deps, createApp)
  const vendor = await seedVendor(client, deps.db, deps.config)
  const partners = await seedPartners(client, vendor)
  await seedServiceContracts(client, vendor, jobs)
  const teams = await seedTeams(client, vendor, partners)
  const { trial, seeded } = await seedSponsorships(client, partners)
  await asOwner(ownerUrl, (owner) => makeHistory(owner, seeded))
  await seedReviews(client, vendor, partners, teams, jobs)
  const keys = await seedKeys(client, vendor, partners, teams)
  await seedActing(client, vendor, partners)
  const { origin } = deps.config
  await seedLifecycle(client, vendor)
  await asOwner(ownerUrl, (owner) => seedCollectors(client, partners, teams, { origin, jobs, owner }))
  await asOwner(ownerUrl, (owner) =>
    seedAlerts(client, partners, teams.leads.get('northbridge') as Person, jobs, owner),
  )
  await seedWishes(client)
  await changeContracts(client.call, vendor, partners.byKey)

  const krull = await registerEmployee(client, person(declined), declined.company)
  const refused = await askToAdminister(client, krull, { name: declined.company, city: 'Kiel', country: 'DE' }, [
    'KR-1',
    'KR-2',
  ])
  await client.call(vendor.agent, 'post', `/vendor/administrator-requests/${refused}/decline`, {
    reason: 'We have no contract with this company.',
  })
  // Own numbers that do not qualify, one of another partner, one that nobody knows.
  const kestrel = partnerCast.find(({ key }) => key === 'kestrel') as (typeof partnerCast)[number]
  const niamh = await registerEmployee(client, person(applicant), applicant.company)
  await askToAdminister(client, niamh, kestrel, ['MN-4410-2205', 'MN-4410-2206', 'MN-2044-1107', 'MN-9999-0000'])
  return { trial, keys }
}

const person = ({ company: _, ...human }: typeof applicant) => human

/** The conditions that contracts come into while sponsorships stand on them. */
async function changeContracts(
  call: ReturnType<typeof connect>['call'],
  vendor: Vendor,
  byKey: Map<string, Partner>,
): Promise<void> {
  const at = (partner: string, contract: string) => {
    const { partnerId, contractIds } = byKey.get(partner) as Partner
    return `/vendor/partners/${partnerId}/contracts/${contractIds.get(contract)}`
  }
  await call(vendor.agent, 'patch', at('halden', 'main'), {
    endsAt: daysFromNow(-12),
    reason: 'Not renewed by the partner',
  })
  await call(vendor.agent, 'post', `${at('kestrel', 'suspended')}/state`, {
    state: 'suspended',
    reason: 'Invoices unpaid',
  })
}
