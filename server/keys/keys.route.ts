import { z } from '@hono/zod-openapi'
import { administersActivePartner, administersPartner } from '../partners/index.ts'
import { decodeCursor, listQuery, oneOrMore, pageOf, sortOf, toPage } from '../platform/http/cursor.ts'
import { problems } from '../platform/http/problem.ts'
import { defineRoute, type Route } from '../platform/http/route.ts'
import { administratorsOnly, reasonField } from '../vendor/index.ts'
import { changeKey, createKey, type KeyCall, revokeKey, rotateKey, takeOverKey } from './keys.ts'
import { mayGive, rolesToGive, seesVendorKeys } from './policy.ts'
import { countKeys, type KeyRow, keySorts, listKeys, readKey, vendorHome } from './queries.ts'
import { scopesOf } from './scopes.ts'
import {
  choicesSchema,
  keySchema,
  keyStates,
  limits,
  madeSchema,
  partnerKeyChange,
  partnerKeyInput,
  rotation,
  toKey,
  vendorKeyChange,
  vendorKeyInput,
} from './shapes.ts'

/** The same operations twice: on a partner's keys, and on the vendor's own. */
const partnerKeys = {
  path: '/partners/{partnerId}/keys',
  whose: 'the partner’s',
  params: z.object({ partnerId: z.uuid() }),
  ofKey: z.object({ partnerId: z.uuid(), keyId: z.uuid() }),
  input: partnerKeyInput,
  change: partnerKeyChange,
  scopes: scopesOf('partner'),
  common: { realm: 'partner', tag: 'API keys' } as const,
  sees: administersPartner,
  manages: administersActivePartner,
}
const vendorKeys = {
  path: '/vendor/keys',
  whose: 'the vendor’s',
  params: z.object({}),
  ofKey: z.object({ keyId: z.uuid() }),
  input: vendorKeyInput,
  change: vendorKeyChange,
  scopes: scopesOf('vendor'),
  common: { realm: 'vendor', tag: 'API keys' } as const,
  sees: seesVendorKeys,
  manages: administratorsOnly,
}
type Keys = typeof partnerKeys | typeof vendorKeys

// The vendor's keys name no customers.
const reachOfNone = { sponsors: false, allCustomers: false, customers: [] }
const homeOf = (params: { partnerId?: string }) => params.partnerId ?? vendorHome
const shown = ({ principal }: KeyCall, row: KeyRow, manages: Keys['manages']) =>
  toKey(row, {
    accountId: principal.accountId,
    mayChange: !principal.key && manages(principal) === null && mayGive(principal.partner, row) === null,
  })

function readRoutes({ path, whose, params, ofKey, scopes, common, sees, manages }: Keys): Route[] {
  return [
    defineRoute({
      ...common,
      method: 'get',
      path,
      summary: `List ${whose} API keys, with what each may do, and when it was last used`,
      params: params as typeof partnerKeys.params,
      query: listQuery.extend({ state: oneOrMore(z.enum(keyStates)).optional(), sort: sortOf(keySorts, 'name') }),
      answer: pageOf(keySchema),
      allow: sees,
      handle: async (call) => {
        const { tx, query } = call
        const home = homeOf(call.params)
        const paging = { sort: query.sort, limit: query.limit, cursor: decodeCursor(query.cursor, 2) }
        const page = toPage(await listKeys(tx, home, query, paging), query.limit, (row) => [row.sortKey, row.keyId])
        return {
          nextCursor: page.nextCursor,
          items: page.items.map((row) => shown(call, row, manages)),
          ...(!query.cursor && { total: await countKeys(tx, home, query) }),
        }
      },
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: `${path}/choices`,
      keys: false,
      summary: 'What I may give a key: roles, scopes, how long',
      params: params as typeof partnerKeys.params,
      answer: choicesSchema,
      allow: sees,
      handle: async ({ principal }) => ({
        ...limits,
        scopes,
        roles: rolesToGive(principal),
        sponsors: principal.partner?.sponsors ?? false,
      }),
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: `${path}/{keyId}`,
      summary: `One of ${whose} API keys`,
      params: ofKey as typeof partnerKeys.ofKey,
      answer: keySchema,
      allow: sees,
      handle: async (call) => {
        const row = await readKey(call.tx, homeOf(call.params), call.params.keyId)
        if (!row) throw problems.not_found()
        return shown(call, row, manages)
      },
    }),
  ]
}

function writeRoutes({ path, whose, params, ofKey, input, change, common, manages }: Keys): Route[] {
  // What a person does: one stolen key must not become two.
  const byPerson = { ...common, keys: false } as const
  const one = { ...byPerson, params: ofKey as typeof partnerKeys.ofKey, allow: manages }
  return [
    defineRoute({
      ...byPerson,
      method: 'post',
      path,
      summary: `Make an API key of ${whose}; the answer is the only one that holds it`,
      params: params as typeof partnerKeys.params,
      body: input as typeof partnerKeys.input,
      status: 201,
      answer: madeSchema,
      allow: manages,
      handle: (call) => createKey(call, homeOf(call.params), { ...reachOfNone, ...call.body }),
    }),
    defineRoute({
      ...one,
      method: 'patch',
      path: `${path}/{keyId}`,
      summary: 'Change a key’s name, scopes or customers; it counts from its next request on',
      body: change as typeof partnerKeys.change,
      handle: (call) => changeKey(call, homeOf(call.params), call.params.keyId, call.body),
    }),
    defineRoute({
      ...one,
      method: 'post',
      path: `${path}/{keyId}/rotate`,
      summary: 'Give a key a new secret; the old one stays valid for a while',
      body: rotation,
      answer: madeSchema,
      handle: (call) => rotateKey(call, homeOf(call.params), call.params.keyId, call.body),
    }),
    defineRoute({
      ...one,
      method: 'post',
      path: `${path}/{keyId}/take-over`,
      summary: 'Answer for a key from now on; one whose owner may give none any more works again',
      handle: (call) => takeOverKey(call, homeOf(call.params), call.params.keyId),
    }),
    defineRoute({
      ...one,
      method: 'post',
      path: `${path}/{keyId}/revoke`,
      summary: 'End a key at once',
      body: z.strictObject({ reason: reasonField }),
      handle: (call) => revokeKey(call, homeOf(call.params), call.params.keyId, call.body.reason),
    }),
  ]
}

export const keyRoutes: Route[] = [partnerKeys, vendorKeys].flatMap((keys) => [
  ...readRoutes(keys),
  ...writeRoutes(keys),
])
