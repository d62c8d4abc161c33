import { sql } from 'kysely'
import { alerting } from '../../support/alerting.ts'
import { collecting, ndjson } from '../../support/collecting.ts'
import { importing } from '../../support/importing.ts'
import { customerUser } from '../../support/registering.ts'
import { inDays, type World } from '../../support/world.ts'
import type { Portal } from './portal.ts'
import { serviceOf } from './serving.ts'

export type Peopled = Awaited<ReturnType<typeof people>>

/**
 * A world in which every list has rows and every state occurs, as in the demonstration: what each page looks like in use.
 * Answers the people to open pages as, and the value of every parameter in a page's address.
 */
export async function people(portal: Portal) {
  const { world } = portal
  const partner = await world.partner({ name: 'Orbit Networks' })
  const { partnerId, contractId, contractTypeId } = partner
  const administrator = await world.member(partnerId, { role: 'super_admin', sponsors: true })
  await world.administrator(partnerId)
  await world.contract(partnerId, { number: 'SOON-2026', days: 12 })
  await world.contract(partnerId, { number: 'ENDED-2025', days: -1 })
  const fresh = await world.partner({ name: 'Delta Redes y Servicios Gestionados Internacionales' })
  const customerId = await world.customer(partnerId, { name: 'Acme Foods', domains: ['acme.example', 'gmail.com'] })
  await world.customer(partnerId, { name: 'Bright Bakery with a Remarkably Long Name of Its Own' })
  const team = await colleagues(world, { partnerId, customerId, administrator })
  const sponsorship = await world.sponsorship(partnerId, customerId, { entitlements: ['software.download'] })
  const draft = await world.sponsorship(partnerId, customerId, { state: 'draft' })
  await world.sponsorship(partnerId, customerId, { state: 'revoked' })
  await world.sponsorship(partnerId, customerId, { days: -1 })
  const serving = await serviceOf(world, partnerId, customerId)
  const person = await world.registered(sponsorship, { lastName: 'Active' })
  for (const state of ['to_be_verified', 'disabled', 'unconfirmed', 'left'])
    await world.registered(sponsorship, { state, lastName: `Of State ${state}` })
  for (const days of [350, 380, 500]) await world.registered(sponsorship, { attestedDaysAgo: days })
  const applicant = await world.person({ firstName: 'Olga', lastName: 'Applicant' })
  const requestId = await leaveTraces(world, { partnerId, person, applicant, sponsorship })
  const reviewId = await reviewed(world, partnerId, administrator)
  const token = await portal.mailedToken(await registered(world, sponsorship))
  const ofFreshPartner = await world.member(fresh.partnerId, { role: 'super_admin', sponsors: true })
  const auditor = await world.staff('auditor')
  const agent = await world.staff('support_agent')
  for (const days of [200, 20, -2]) await world.line(partnerId, contractId, { days })
  // Spanish is the longer language; two of the readers have chosen it.
  const spanish = [ofFreshPartner.accountId, auditor.accountId]
  await world.ownerDb.updateTable('auth.user').set({ language: 'es' }).where('id', 'in', spanish).execute()
  const keyId = await keys(world, partnerId, administrator)
  return {
    token,
    stranger: null,
    administrator,
    ofFreshPartner,
    freshPartnerId: fresh.partnerId,
    serving,
    person,
    applicant,
    newcomer: await world.person(),
    staff: {
      administrator: await world.staff('administrator'),
      agent,
      auditor,
    },
    parameters: {
      partnerId,
      contractId,
      contractTypeId,
      customerId,
      requestId,
      reviewId,
      ...team,
      entitlementId: 'support.cases',
      registrationId: person.registrationId,
      keyId,
      collectorId: await world.collector(partnerId, customerId, {
        name: 'Madrid, main hall, second floor of the old building',
      }),
      sponsorshipId: sponsorship.sponsorshipId,
      importId: await checkedFile(world, agent),
      ...(await collected(world, partnerId, customerId, administrator)),
    } as Record<string, string>,
    draftId: draft.sponsorshipId,
  }
}

/** Two collections of a customer's inventory, a blocked one, and a device that a contract line covers. */
async function collected(
  world: World,
  partnerId: string,
  customerId: string,
  administrator: Parameters<typeof collecting>[1],
) {
  const files = collecting(world, administrator, { partnerId, customerId })
  const device = (n: number, softwareVersion = '17.9') => ({
    hostname: `core-switch-${n}.madrid.acme.example`,
    serial: `FOC700000${n}`,
    vendor: 'Cisco',
    productId: 'C9300-48P',
    softwareVersion,
    components: [{ kind: 'power', name: 'Power Supply A', productId: 'PWR-C1-715WAC', serial: `ART${n}` }],
  })
  await files.take(ndjson(device(1)), { inventory: 'Branch' })
  const contractId = await world.service(partnerId, customerId)
  await world.line(partnerId, contractId, { serial: 'FOC7000001' })
  await files.take(ndjson(device(1), device(2)))
  const { collectionId } = await files.take(ndjson(device(1, '17.12'), device(3)))
  const [first] = await files.devices('&q=core-switch-1')
  const alerts = alerting(world, administrator, partnerId)
  const [known, open] = (await alerts.list(`&customerId=${customerId}`)).body.items
  await alerts.acknowledge([known.alertId], 'The customer has asked for an offer.')
  const entryId = await published(world)
  await alerts.all()
  return {
    alertId: String(open.alertId),
    entryId,
    collectionId: collectionId as string,
    deviceId: String(first?.deviceId),
  }
}

/** Lifecycle data as a vendor publishes it, of a product that the partner's customer has. */
async function published(world: World): Promise<string> {
  const record = {
    EOLProductID: 'C9300-48P',
    ProductIDDescription: 'Switch with 48 ports and power for what hangs on them',
    ProductBulletinNumber: 'EOL-2041',
    LinkToProductBulletinURL: 'https://vendor.example/eol-2041',
    EndOfSaleDate: { value: '2024-01-31', dateFormat: 'YYYY-MM-DD' },
    LastDateOfSupport: { value: '2031-01-31', dateFormat: 'YYYY-MM-DD' },
    EOXMigrationDetails: { MigrationProductId: 'C9350-48P' },
  }
  const { cookie } = await world.staff('administrator')
  await world.app.request('/api/v1/vendor/lifecycle/import?mode=apply&name=eox.json', {
    method: 'POST',
    body: JSON.stringify({ EOXRecord: [record] }),
    headers: { origin: world.config.origin, 'content-type': 'application/json', cookie },
  })
  const { rows } = await sql<{ id: string }>`select entry_id as id from lifecycle_entry`.execute(world.ownerDb)
  return String(rows[0]?.id)
}

/** A file with a good row, a changed contract and errors, checked and waiting to be applied. */
async function checkedFile(world: World, agent: Parameters<typeof importing>[1]): Promise<string> {
  const rows = [
    'Partner,Contract,Contract type,Customer,Contract start,Contract end,Serial,Vendor',
    'Orbit Networks,NEW-1,Gold,Acme Foods,2026-01-01,2027-12-31,FOC1,Cisco',
    'Orbit Networks,SOON-2026,,,,2027-12-31,,',
    'Nobody Known,NEW-2,Gold,,2026-01-01,03/04/2026,FOC2,Cisco',
  ]
  const { importId } = await importing(world, agent).checked(rows.join('\n'))
  return importId
}

type Team = { partnerId: string; customerId: string; administrator: { cookie: string } }

/** The partner's own people under a support service: every role and state, an invitation, a list with a wrong row. */
async function colleagues(world: World, { partnerId, customerId, administrator }: Team) {
  await world.service(partnerId, customerId)
  await world.member(partnerId, { role: 'admin' })
  const { accountId } = await world.member(partnerId, { role: 'user', customers: [customerId] })
  const suspended = await world.member(partnerId, { role: 'user', customers: 'all' })
  const reached = (path: string, body: object) =>
    world.call(administrator, 'POST', `/api/v1/partners/${partnerId}/${path}`, body)
  await reached('team/suspend', { accountIds: [suspended.accountId], reason: 'Away for longer' })
  const wanted = { language: 'en', role: 'user' }
  await reached('team-invitations', { ...wanted, email: 'invited@orbit.example' })
  const text = 'Ana Ruiz <ana@orbit.example>\nnot an address\ninvited@orbit.example'
  const list = await reached('team-imports', { ...wanted, text })
  if (list.status !== 201) throw new Error(`the list was not taken: ${list.text}`)
  return { accountId, listId: list.body.importId as string }
}

/** Keys in every state, a partner's and the vendor's; one that both have under the same id, so that one address opens it. */
async function keys(world: World, partnerId: string, owner: { accountId: string }): Promise<string> {
  const left = await world.member(partnerId, { role: 'user' })
  const staff = await world.staff()
  const { keyId } = await world.apiKey(partnerId, owner, { name: 'Nightly import of contracts from the ERP of Orbit' })
  await world.apiKey(null, staff, { keyId, name: 'Status board' })
  await world.apiKey(partnerId, left, { name: 'Of somebody who left' })
  await world.apiKey(partnerId, owner, { name: 'Expired', days: -1 })
  return keyId
}

type Actors = {
  partnerId: string
  person: Awaited<ReturnType<World['registered']>>
  applicant: { cookie: string }
  sponsorship: Awaited<ReturnType<World['sponsorship']>>
}

/** What happens in use: requests, attempts that failed, messages, an invitation, and the audit entries of all that. */
async function leaveTraces(world: World, { person, applicant, sponsorship }: Actors): Promise<string> {
  const staff = await world.staff('administrator')
  const calls: [{ cookie: string } | null, string, object, number][] = [
    [
      person,
      `/access/${person.registrationId}/requests`,
      { entitlementId: 'support.cases', note: 'For the new site' },
      201,
    ],
    [
      null,
      '/registration/check',
      { registrationNumber: sponsorship.number, verificationKey: (await other(world)).key },
      403,
    ],
    [staff, '/vendor/staff-invitations', { email: 'nora@vendor.example', role: 'auditor', language: 'es' }, 201],
    [
      applicant,
      '/administrator-requests',
      {
        jobTitle: 'Head of support',
        phone: '+34 600 000 001',
        company: { name: 'Orbit', street: '', city: 'Madrid', postalCode: '', country: 'ES', website: '' },
        ownBrandStatement: true,
        contractNumbers: ['SOON-2026', 'ENDED-2025', 'NOT-KNOWN-1'],
      },
      201,
    ],
  ]
  for (const [actor, path, body, status] of calls) {
    const reply = await world.call(actor, 'POST', `/api/v1${path}`, body)
    if (reply.status !== status) throw new Error(`${path} answered ${reply.status}: ${reply.text}`)
  }
  const { request_id } = await world.ownerDb
    .selectFrom('administrator_request')
    .select('request_id')
    .executeTakeFirstOrThrow()
  return request_id
}

/** An access review of the customers' people, half answered: the partner reads it as its own, the vendor as anybody's. */
async function reviewed(world: World, partnerId: string, administrator: { cookie: string }): Promise<string> {
  const at = `/api/v1/partners/${partnerId}/access-reviews`
  const plan = {
    audience: 'customer_users',
    title: 'Everybody at our customers, before the end of the year',
    note: 'Ask the customer’s own contact where you are not sure.',
    rule: 'suspend',
    dueAt: inDays(20).toISOString(),
  }
  const { reviewId } = (await world.call(administrator, 'POST', at, plan)).body
  const [row] = (await world.call(administrator, 'GET', `${at}/${reviewId}/rows`)).body.items
  await world.call(administrator, 'POST', `${at}/${reviewId}/answers`, { decision: 'keep', rowIds: [row.rowId] })
  return reviewId
}

/** A sponsorship of a partner nobody looks at, whose key fits no other number. */
async function other(world: World) {
  const { partnerId } = await world.partner({ name: 'Elsewhere' })
  return world.sponsorship(partnerId, await world.customer(partnerId))
}

/** Somebody who has not confirmed yet; answers the address. */
async function registered(world: World, of: Actors['sponsorship']): Promise<string> {
  const body = customerUser(of)
  await world.call(null, 'POST', '/api/v1/registration', body)
  // Long enough ago that it is due to be looked at.
  await world.ownerDb
    .updateTable('registration')
    .set({ created_at: inDays(-2) })
    .where('email', '=', body.email)
    .execute()
  return body.email
}
