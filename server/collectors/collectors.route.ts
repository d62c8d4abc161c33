import { z } from '@hono/zod-openapi'
import { hashToken } from '../platform/crypto/tokens.ts'
import { decodeCursor, listQuery, oneOrMore, pageOf, sortOf, toPage } from '../platform/http/cursor.ts'
import { problems } from '../platform/http/problem.ts'
import { defineRoute, type Route } from '../platform/http/route.ts'
import { makeAddress } from './addresses.ts'
import { errors } from './errors.ts'
import { healths } from './health.ts'
import { issueLicence } from './licence.ts'
import { actsOn, changesCollectors, readsCollectors } from './policy.ts'
import {
  type CollectorRow,
  collectorSorts,
  countCollectors,
  listCollectors,
  readCollector,
  supersedeFiles,
} from './queries.ts'
import { agentAddress, collectorChange, collectorInput, collectorShape, licenceFile, statuses } from './shapes.ts'
import {
  auditCollector,
  type CollectorCall,
  changeCollector,
  createCollector,
  deleteCollector,
  lockToChange,
  nameOf,
  requireKind,
  revokeCollector,
} from './write.ts'

const ofPartner = z.object({ partnerId: z.uuid() })
const ofCollector = z.object({ partnerId: z.uuid(), collectorId: z.uuid() })
const reason = z.strictObject({ reason: z.string().trim().min(3).max(1000) })
const common = { realm: 'partner', tag: 'Collectors' } as const
const one = { ...common, params: ofCollector, allow: changesCollectors }

/** How the list is narrowed down and sorted; the same for its export. Deleted ones show where their status is asked for. */
export const collectorFilters = {
  customerId: oneOrMore(z.uuid()).optional(),
  status: oneOrMore(z.enum(statuses)).optional(),
  health: oneOrMore(z.enum(healths)).optional(),
  sort: sortOf(collectorSorts, 'name'),
}

async function detail({ tx, principal }: Pick<CollectorCall, 'tx' | 'principal'>, partnerId: string, id: string) {
  const row = await readCollector(tx, partnerId, id)
  if (!row) throw problems.not_found()
  return shown({ principal }, row)
}

const shown = ({ principal }: Pick<CollectorCall, 'principal'>, row: CollectorRow) => ({
  ...row,
  ...actsOn(principal, { serviceState: row.service, deleted: row.status === 'deleted' }),
})

const reading: Route[] = [
  defineRoute({
    ...common,
    method: 'get',
    path: '/partners/{partnerId}/collectors',
    summary: 'The collectors of the customers one reaches (R27)',
    params: ofPartner,
    query: listQuery.extend(collectorFilters),
    answer: pageOf(collectorShape),
    allow: readsCollectors,
    handle: async (call) => {
      const { tx, params, query } = call
      const paging = { sort: query.sort, limit: query.limit, cursor: decodeCursor(query.cursor, 2) }
      const rows = await listCollectors(tx, params.partnerId, query, paging)
      const page = toPage(rows, query.limit, (row) => [row.sortKey, row.collectorId])
      return {
        nextCursor: page.nextCursor,
        items: page.items.map((row) => shown(call, row)),
        ...(!query.cursor && { total: await countCollectors(tx, params.partnerId, query) }),
      }
    },
  }),
  defineRoute({
    ...common,
    method: 'get',
    path: '/partners/{partnerId}/collectors/{collectorId}',
    summary: 'One collector, a deleted one too',
    params: ofCollector,
    answer: collectorShape,
    allow: readsCollectors,
    handle: (call) => detail(call, call.params.partnerId, call.params.collectorId),
  }),
]

const writing: Route[] = [
  defineRoute({
    ...common,
    method: 'post',
    path: '/partners/{partnerId}/collectors',
    summary: 'Register a collector for a customer whose support service is in force (R26)',
    params: ofPartner,
    body: collectorInput,
    status: 201,
    answer: collectorShape,
    allow: changesCollectors,
    handle: async (call) =>
      detail(call, call.params.partnerId, await createCollector(call, call.params.partnerId, call.body)),
  }),
  defineRoute({
    ...one,
    method: 'patch',
    path: '/partners/{partnerId}/collectors/{collectorId}',
    summary: 'Change a collector’s registration; its customer stays',
    body: collectorChange,
    answer: collectorShape,
    handle: async (call) => {
      const { partnerId, collectorId } = call.params
      await changeCollector(call, partnerId, collectorId, call.body)
      return detail(call, partnerId, collectorId)
    },
  }),
  defineRoute({
    ...one,
    method: 'post',
    path: '/partners/{partnerId}/collectors/{collectorId}/licence',
    summary:
      'A licence file, with which one machine enrols; those before it that no machine took are useless then (R34)',
    answer: licenceFile,
    limits: ({ sessionToken }) => [
      { bucket: `licence/session/${hashToken(sessionToken ?? '')}`, limit: 60, windowSeconds: 900 },
    ],
    handle: async (call) => {
      const { tx, deps, principal, params } = call
      const row = await lockToChange(tx, params.partnerId, params.collectorId)
      requireKind(row, 'collector', errors.collector_no_licence)
      await supersedeFiles(tx, params.partnerId, row.collectorId)
      const of = { ...row, partnerId: params.partnerId }
      const issued = await issueLicence(tx, deps.config, of, { file: true, issuedBy: nameOf(principal) })
      const { licenceId, licence, expiresAt } = issued
      await auditCollector(call, params.partnerId, row, 'collector.licence_downloaded', { licenceId, expiresAt })
      return { licenceId, licence, expiresAt, fileName: `${plainName(row.name)}.licence` }
    },
  }),
  defineRoute({
    ...one,
    method: 'post',
    path: '/partners/{partnerId}/collectors/{collectorId}/address',
    summary: 'An address for FusionInventory and GLPI agents, shown this once; the one before it is refused then (R34)',
    answer: agentAddress,
    limits: ({ sessionToken }) => [
      { bucket: `address/session/${hashToken(sessionToken ?? '')}`, limit: 60, windowSeconds: 900 },
    ],
    handle: (call) => makeAddress(call, call.params.partnerId, call.params.collectorId),
  }),
  defineRoute({
    ...one,
    method: 'post',
    path: '/partners/{partnerId}/collectors/{collectorId}/revoke',
    summary: 'End every licence and address of a collector at once; it can be given others',
    body: reason,
    handle: (call) => revokeCollector(call, call.params.partnerId, call.params.collectorId, call.body.reason),
  }),
  defineRoute({
    ...one,
    method: 'post',
    path: '/partners/{partnerId}/collectors/{collectorId}/delete',
    summary: 'Delete a collector: its licences and addresses end at once, what it collected stays (R26)',
    body: reason,
    handle: (call) => deleteCollector(call, call.params.partnerId, call.params.collectorId, call.body.reason),
  }),
]

export const managingRoutes: Route[] = [...reading, ...writing]

function plainName(name: string): string {
  return (
    name
      .normalize('NFKD')
      .replace(/[^\w.-]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'collector'
  )
}
