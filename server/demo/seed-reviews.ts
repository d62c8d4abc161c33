import type { AnyJob } from '../platform/jobs/job.ts'
import type { Client, Person } from './client.ts'
import { daysFromNow } from './days.ts'
import type { Partner, Partners } from './seed-partners.ts'
import type { Teams } from './seed-team.ts'
import type { Vendor } from './seed-vendor.ts'

/** One access review that is closed, with its signed record, and one of the vendor's over two partners that is running. */
export async function seedReviews(
  client: Client,
  vendor: Vendor,
  partners: Partners,
  { leads, members }: Teams,
  jobs: readonly AnyJob[],
): Promise<void> {
  const [northbridge, ebrored] = ['northbridge', 'ebrored'].map((key) => (partners.byKey.get(key) as Partner).partnerId)
  const path = `/partners/${northbridge}/access-reviews`
  const lead = leads.get('northbridge') as Person

  const { reviewId: closed } = await client.call(lead, 'post', path, {
    title: 'Who sees which customers',
    audience: 'team',
    memberships: false,
    rule: 'keep',
    dueAt: daysFromNow(30),
  })
  await client.work(jobs, 'reviews.prepare', { reviewId: closed })
  const goes = (row: Row) => row.name === 'Felix Grant' && row.customerName === 'Bramley Foods'
  await answer(client, lead, `${path}/${closed}`, goes, 'remove', 'Works for this customer no more')
  await answer(client, lead, `${path}/${closed}`, (row) => !goes(row), 'keep')
  await client.call(lead, 'post', `${path}/${closed}/close`, { reason: 'Everything is answered' })
  await client.work(jobs, 'reviews.close', { reviewId: closed })

  const { reviewId: running } = await client.call(vendor.administrator, 'post', '/vendor/access-reviews', {
    title: 'Yearly access review',
    note: 'Please say of everybody whether they still need what they have.',
    audience: 'team',
    rule: 'suspend',
    dueAt: daysFromNow(14),
    partnerIds: [northbridge, ebrored],
  })
  await client.work(jobs, 'reviews.prepare', { reviewId: running })
  const administrator = members.get('desmond.clay@northbridge-systems.example') as Person
  await answer(client, administrator, `${path}/${running}`, (row) => row.name === 'Yusuf Demir', 'keep')
}

type Row = { rowId: string; name: string; customerName: string }

async function answer(
  client: Client,
  by: Person,
  review: string,
  which: (row: Row) => boolean,
  decision: 'keep' | 'remove',
  reason = '',
): Promise<void> {
  const { items }: { items: Row[] } = await client.call(by, 'get', `${review}/rows?limit=100`)
  const rowIds = items.filter(which).map(({ rowId }) => rowId)
  const { done } = await client.call(by, 'post', `${review}/answers`, { decision, rowIds, reason })
  if (done !== rowIds.length) throw new Error(`the demonstration world: ${rowIds.length - done} rows were not decided`)
}
