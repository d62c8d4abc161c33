import { z } from '@hono/zod-openapi'
import type { Tx } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { defineRoute } from '../platform/http/route.ts'
import { changesCustomers, readsCustomers } from './policy.ts'
import { toDetail } from './present.ts'
import { countPeople, readCustomer } from './queries.ts'
import { customerChange, customerDetail, customerInput } from './shapes.ts'
import { changeCustomer, createCustomer } from './write.ts'

const ofCustomer = z.object({ partnerId: z.uuid(), customerId: z.uuid() })

async function detail(tx: Tx, partnerId: string, customerId: string) {
  const row = await readCustomer(tx, partnerId, customerId)
  if (!row) throw problems.not_found()
  return toDetail(row, await countPeople(tx, partnerId, customerId))
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
    return detail(call.tx, call.params.partnerId, customerId)
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
  allow: readsCustomers,
  handle: ({ tx, params }) => detail(tx, params.partnerId, params.customerId),
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
    await changeCustomer(call, partnerId, customerId, call.body)
    return detail(call.tx, partnerId, customerId)
  },
})
