import { z } from '@hono/zod-openapi'
import { seesService } from '../partners/index.ts'
import { defineRoute } from '../platform/http/route.ts'
import { readDeviceFigures } from './devices.ts'

const count = z.number().int()
const values = z.array(z.object({ value: z.string(), count }))

export const deviceFiguresRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/overview/devices',
  realm: 'partner',
  tag: 'Overview',
  summary:
    'Figures about devices, their coverage at this moment, collectors and the last months; of all customers one reaches or one',
  params: z.object({ partnerId: z.uuid() }),
  query: z.object({ customerId: z.uuid().optional() }),
  answer: z
    .object({
      /** Those that are there, members of stacks included. */
      devices: count,
      members: count,
      coverage: z.object({
        covered: count,
        expiring: count,
        expired: count,
        notCovered: count,
        otherPartner: count,
        unrecognised: count,
      }),
      /** The most frequent. */
      vendors: values,
      kinds: values,
      /** That hold at this moment; `high` are open ones. */
      alerts: z.object({ open: count, acknowledged: count, high: count }),
      /** By the last upload; `blocked` counts collections. */
      collectors: z.object({
        onTime: count,
        overdue: count,
        neverUploaded: count,
        licenceEnding: count,
        licenceEnded: count,
        blocked: count,
      }),
      /** As the collections then found it: at the end of each month, oldest first, this month as it is so far. */
      trend: z.array(z.object({ month: z.string(), devices: count, covered: count })),
    })
    .openapi('DeviceFigures'),
  allow: seesService,
  handle: ({ tx, principal, query }) => readDeviceFigures(tx, principal, query.customerId),
})
