import type { Config } from '../platform/config.ts'
import type { Db } from '../platform/db/transaction.ts'
import { ensureSetupLink } from '../vendor/index.ts'
import { demoPassword, staff, vendorName } from './cast.ts'
import { contractTypes, entitlements } from './catalogue.ts'
import type { Client, Person } from './client.ts'

export type Vendor = { administrator: Person; agent: Person; contractTypeIds: Map<string, string> }

/** The vendor through its own set-up link; staff by invitation; catalogue and contract types. */
export async function seedVendor(client: Client, db: Db, config: Config): Promise<Vendor> {
  const { call } = client
  const link = await ensureSetupLink(db, config, () => {})
  const token = link?.split('#t=')[1]
  await call(client.newAddress(), 'post', '/set-up', {
    ...staff.administrator,
    token,
    password: demoPassword,
    language: 'en',
    vendorName,
    helpEmail: 'partner-help@meridian-networks.example',
    colour: '#1f6f78',
  })
  const administrator = await client.signIn(staff.administrator.email, demoPassword)
  await call(administrator, 'patch', '/vendor/settings', { helpPhone: '+44 20 7946 0102' })
  for (const [position, { id, group, en, es }] of entitlements.entries())
    await call(administrator, 'post', '/vendor/entitlements', {
      entitlementId: id,
      groupName: group,
      names: { en: en[0], es: es[0] },
      descriptions: { en: en[1], es: es[1] },
      position,
    })
  const contractTypeIds = new Map<string, string>()
  for (const { key, ...type } of contractTypes) {
    const { contractTypeId } = await call(administrator, 'post', '/vendor/contract-types', type)
    contractTypeIds.set(key, contractTypeId)
  }
  await invite(client, administrator, staff.agent, 'support_agent')
  await invite(client, administrator, staff.auditor, 'auditor')
  return { administrator, agent: await client.signIn(staff.agent.email, demoPassword), contractTypeIds }
}

type Human = { firstName: string; lastName: string; email: string }

async function invite(client: Client, by: Person, { email, ...names }: Human, role: string): Promise<void> {
  await client.call(by, 'post', '/vendor/staff-invitations', { email, role, language: 'en' })
  const token = await client.tokenMailedTo(email, 'staff_invitation')
  await client.call(client.newAddress(), 'post', '/invitations/accept', {
    ...names,
    token,
    password: demoPassword,
    language: 'en',
  })
}
