import { z } from '@hono/zod-openapi'
import { hasRole } from '../partners/index.ts'
import { problems } from '../platform/http/problem.ts'
import { defineRoute, type Route } from '../platform/http/route.ts'
import { errors } from './errors.ts'
import { changeView, createView, deleteView, listViews } from './saved-view-queries.ts'

/** Lists of which somebody can save how they want to see them. */
const lists = ['devices', 'hardware', 'software'] as const
const value = z.string().max(500)
const state = z
  .strictObject({
    /** What stands in the page's address: search, filters, sort. */
    search: z
      .record(z.string().max(50), z.union([value, z.array(value).max(100)]))
      .refine((search) => Object.keys(search).length <= 50, { message: 'At most 50 settings' }),
    /** The columns that are shown; null: the usual ones. */
    columns: z.array(z.string().max(50)).max(50).nullable(),
  })
  .openapi('SavedViewState')
const nameField = z.string().trim().min(1).max(80)
const view = z
  .object({ viewId: z.uuid(), list: z.enum(lists), name: z.string(), state, updatedAt: z.date() })
  .openapi('SavedView')

const ofPartner = z.object({ partnerId: z.uuid() })
const ofView = z.object({ partnerId: z.uuid(), viewId: z.uuid() })
// A view is a person's own: a key has none.
const common = { realm: 'partner', tag: 'Reports', keys: false, allow: hasRole } as const

export const savedViewRoutes: Route[] = [
  defineRoute({
    ...common,
    method: 'get',
    path: '/partners/{partnerId}/saved-views',
    summary: 'How I have saved to see a list, by name',
    params: ofPartner,
    query: z.object({ list: z.enum(lists) }),
    answer: z.object({ items: z.array(view) }),
    handle: async ({ tx, params: { partnerId }, principal, query }) => ({
      items: (await listViews(tx, { partnerId, accountId: principal.accountId, list: query.list })) as z.input<
        typeof view
      >[],
    }),
  }),
  defineRoute({
    ...common,
    method: 'post',
    path: '/partners/{partnerId}/saved-views',
    summary: 'Save how I see a list under a name; fifty of a list at most',
    params: ofPartner,
    body: z.strictObject({ list: z.enum(lists), name: nameField, state }),
    status: 201,
    answer: z.object({ viewId: z.uuid() }),
    handle: async ({ tx, params: { partnerId }, principal, body }) => {
      const made = await createView(tx, { partnerId, accountId: principal.accountId, ...body })
      if (made === 'taken') throw nameTaken()
      if (made === 'full') throw errors.views_full()
      return made
    },
  }),
  defineRoute({
    ...common,
    method: 'patch',
    path: '/partners/{partnerId}/saved-views/{viewId}',
    summary: 'Rename a view of mine, or save it as the list is seen now',
    params: ofView,
    body: z.strictObject({ name: nameField.optional(), state: state.optional() }),
    handle: async ({ tx, params, principal, body }) => {
      const changed = await changeView(tx, { ...params, accountId: principal.accountId }, body)
      if (changed === 'taken') throw nameTaken()
      if (!changed) throw problems.not_found()
    },
  }),
  defineRoute({
    ...common,
    method: 'delete',
    path: '/partners/{partnerId}/saved-views/{viewId}',
    summary: 'Delete a view of mine',
    params: ofView,
    handle: async ({ tx, params, principal }) => {
      if (!(await deleteView(tx, { ...params, accountId: principal.accountId }))) throw problems.not_found()
    },
  }),
]

function nameTaken() {
  return errors.view_name_taken({
    fields: [{ path: 'name', code: 'view_name_taken', message: 'Another view of this list is called so' }],
  })
}
