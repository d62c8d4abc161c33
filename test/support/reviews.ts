import type { Actor, World } from './world.ts'
import { inDays } from './world.ts'

type Plan = Record<string, unknown>
// biome-ignore lint/suspicious/noExplicitAny: tests read answers freely
type ReadRow = any

/** Starts and reads access reviews of one partner, through HTTP. */
export function reviewsOf(world: World, partnerId: string) {
  const at = (path = '') => `/api/v1/partners/${partnerId}/access-reviews${path}`
  const plan = (given: Plan = {}): Plan => ({
    audience: 'team',
    title: 'Autumn review',
    rule: 'keep',
    dueAt: inDays(14).toISOString(),
    ...given,
  })

  async function start(actor: Actor, given: Plan = {}): Promise<string> {
    const reply = await world.call(actor, 'POST', at(), plan(given))
    if (reply.status !== 201) throw new Error(`not started: ${reply.status} ${reply.text}`)
    return reply.body.reviewId
  }

  /** The rows of a review as `actor` sees them, by name. */
  async function rows(actor: Actor, reviewId: string, query = ''): Promise<ReadRow[]> {
    return (await world.call(actor, 'GET', at(`/${reviewId}/rows?limit=100${query}`))).body.items
  }

  const answer = (actor: Actor, reviewId: string, decision: string, rowIds: string[], reason = 'Looked at it') =>
    world.call(actor, 'POST', at(`/${reviewId}/answers`), { decision, rowIds, reason })

  /** The rows about one person, of one kind. */
  async function rowOf(actor: Actor, reviewId: string, person: { accountId: string }, kind = 'membership') {
    return (await rows(actor, reviewId)).find((row) => row.accountId === person.accountId && row.kind === kind)
  }

  /** As if the due date had come. */
  async function makeDue(reviewId: string): Promise<void> {
    await world.ownerDb
      .updateTable('access_review')
      .set({ due_at: inDays(-0.001) })
      .where('review_id', '=', reviewId)
      .execute()
  }

  return { at, plan, start, rows, rowOf, answer, makeDue }
}
