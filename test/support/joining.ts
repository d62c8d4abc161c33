import { lettersTo } from './outbox.ts'
import { goodPassword, type World } from './world.ts'

/** A partner with one customer under a support service in force, and its SA. */
export async function servedPartner(world: World, given: { name?: string } = {}) {
  const { partnerId, name } = await world.partner(given)
  const customerId = await world.customer(partnerId)
  const contractId = await world.service(partnerId, customerId)
  return { partnerId, name, customerId, contractId, superAdmin: await world.member(partnerId, { role: 'super_admin' }) }
}

/** The secret of the latest link mailed to an address: only its mail has it. */
export async function tokenTo(world: World, email: string): Promise<string> {
  return (await lettersTo(world, email)).findLast(({ link }) => link.includes('/join#t='))?.token ?? ''
}

/** Somebody new accepts the latest invitation to an address, and signs in. */
export async function joinAs(world: World, email: string, names = { firstName: 'Nora', lastName: 'Vidal' }) {
  const reply = await world.call(null, 'POST', '/api/v1/join/accept', {
    token: await tokenTo(world, email),
    ...names,
    password: goodPassword,
    language: 'en',
  })
  if (reply.status !== 201) throw new Error(`${email} could not join: ${reply.text}`)
  const { id } = await world.ownerDb
    .selectFrom('auth.user')
    .select('id')
    .where('email', '=', email)
    .executeTakeFirstOrThrow()
  return { accountId: id, email, ...names, cookie: await world.session(id), password: goodPassword }
}
