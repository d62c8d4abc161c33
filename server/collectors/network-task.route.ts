import { z } from '@hono/zod-openapi'
import { problems } from '../platform/http/problem.ts'
import { defineRoute, type Route } from '../platform/http/route.ts'
import { networkTaskAnswer, networkTaskInput } from './network-shapes.ts'
import { readNetworkTask, removeNetworkTask, setNetworkTask } from './network-task.ts'
import { changesCollectors, readsCollectors } from './policy.ts'
import { readCollector } from './queries.ts'

const common = {
  realm: 'partner',
  tag: 'Collectors',
  path: '/partners/{partnerId}/collectors/{collectorId}/network-task',
  params: z.object({ partnerId: z.uuid(), collectorId: z.uuid() }),
} as const

/** What the agents of a registration are asked to discover and read (decision 35). */
export const networkTaskRoutes: Route[] = [
  defineRoute({
    ...common,
    method: 'get',
    summary:
      'What the agents of a registration are asked to discover and read, without any secret, and what they found',
    answer: networkTaskAnswer,
    allow: readsCollectors,
    handle: async ({ tx, params: { partnerId, collectorId } }) => {
      if (!(await readCollector(tx, partnerId, collectorId))) throw problems.not_found()
      return { task: await readNetworkTask(tx, partnerId, collectorId) }
    },
  }),
  defineRoute({
    ...common,
    method: 'put',
    summary:
      'Hand out a network task to the FusionInventory agents of a registration; who has their address gets the credentials',
    body: networkTaskInput,
    answer: networkTaskAnswer,
    allow: changesCollectors,
    handle: async (call) => {
      const { partnerId, collectorId } = call.params
      await setNetworkTask(call, partnerId, collectorId, call.body)
      return { task: await readNetworkTask(call.tx, partnerId, collectorId) }
    },
  }),
  defineRoute({
    ...common,
    method: 'delete',
    summary: 'Hand out no network task any more; its credentials and what was found are forgotten',
    allow: changesCollectors,
    handle: (call) => removeNetworkTask(call, call.params.partnerId, call.params.collectorId),
  }),
]
