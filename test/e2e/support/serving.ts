import { inDays, type World } from '../../support/world.ts'

/** The support service: customers in force, in grace, closed, and people who see them in every way there is. */
export async function serviceOf(world: World, partnerId: string, customerId: string) {
  const of = async (name: string, days: number) => {
    const id = await world.customer(partnerId, { name })
    await world.line(partnerId, await world.service(partnerId, id, { days }))
    return id
  }
  await world.line(partnerId, await world.service(partnerId, customerId))
  const grace = await of('Grace Hotels', -4)
  const closed = await of('Closed Foundry', -90)
  const soon = await of('Soon to End Logistics of the Northern Provinces', 20)
  const user = await world.member(partnerId, { role: 'user', customers: [customerId, grace, closed] })
  await world.associate(partnerId, user.accountId, soon, inDays(9))
  const other = await world.member(partnerId, { role: 'user' })
  await world.associate(partnerId, other.accountId, soon, inDays(-2))
  await world.member(partnerId, { role: 'user', customers: 'all' })
  return { administrator: await world.member(partnerId, { role: 'super_admin' }), user }
}
