import { z } from '@hono/zod-openapi'
import { readsRecords } from '../partners/index.ts'
import type { Principal, Tx } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { defineRoute } from '../platform/http/route.ts'
import { changesCustomers, knowsOf, mayChange } from './policy.ts'
import { toDetail, toSummaries } from './present.ts'
import { countPeople, readCustomer } from './queries.ts'
import { readMine } from './service-queries.ts'
import { customerChange, customerDetail, customerInput } from './shapes.ts'
import { changeCustomer, createCustomer } from './write.ts'

const ofCustomer = z.object({ partnerId: z.uuid(), customerId: z.uuid() })

type Reader = Principal & { partner: NonNullable<Principal['partner']> }

async function detail(tx: Tx, reader: Reader, customerId: string) {
  const { partnerId, role } = reader.partner
  const row = await readCustomer(tx, partnerId, customerId)
  if (!row) throw problems.not_found()
  const knows = knowsOf(reader)
  const [summary] = await toSummaries(tx, partnerId, [row], knows)
  return toDetail(summary as NonNullable<typeof summary>, row, knows, {
    peopleByState: knows.sponsoring ? await countPeople(tx, partnerId, customerId) : {},
    mine: role === 'user' ? await readMine(tx, partnerId, reader.accountId, customerId) : null,
  })
}

export const createCustomerRoute = defineRoute({
  method: 'post',
  path: '/partners/{partnerId}/customers',
  realm: 'partner',
  tag: 'Customers',
  summary: 'Record a customer',
  params: z.object({ partnerId: z.uuid() }),
  body: customerInput,
  status: 201,
  answer: customerDetail,
  allow: changesCustomers,
  handle: async (call) => {
    const customerId = await createCustomer(call, call.params.partnerId, call.body)
    return detail(call.tx, call.principal, customerId)
  },
})

export const readCustomerRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/customers/{customerId}',
  realm: 'partner',
  tag: 'Customers',
  summary: 'One customer, and what keeps it from being sponsored',
  params: ofCustomer,
  answer: customerDetail,
  allow: readsRecords,
  handle: ({ tx, principal, params }) => detail(tx, principal, params.customerId),
})

export const changeCustomerRoute = defineRoute({
  method: 'patch',
  path: '/partners/{partnerId}/customers/{customerId}',
  realm: 'partner',
  tag: 'Customers',
  summary: 'Change a customer; preview first when support dates change',
  params: ofCustomer,
  body: customerChange,
  answer: customerDetail,
  allow: changesCustomers,
  handle: async (call) => {
    const { partnerId, customerId } = call.params
    const refusal = mayChange(call.principal, call.body)
    if (refusal) throw refusal
    await changeCustomer(call, partnerId, customerId, call.body)
    return detail(call.tx, call.principal, customerId)
  },
})
