import { sql } from 'kysely'
import { alertJobs } from '../../server/alerts/index.ts'
import type { Actor } from './people.ts'
import type { Reply, World } from './world.ts'

/** Alerts of one partner as `actor`, with their jobs run at once in this process. */
export function alerting(world: World, actor: Actor, partnerId: string) {
  const base = `/api/v1/partners/${partnerId}/alerts`
  const context = { ...world.deps, signal: new AbortController().signal, attempt: 1 }
  const run = async (name: string, data: object = {}) =>
    alertJobs.find((job) => job.name === name)?.handle(data, context)

  const list = (query = '', as: Actor | null = actor): Promise<Reply> =>
    world.call(as, 'GET', `${base}?limit=100${query}`)
  /** `kind subject state` of each, by kind and subject. */
  async function said(query = ''): Promise<string[]> {
    const { items } = (await list(query)).body
    return items
      .map((one: Record<string, string>) =>
        [one.kind, one.subjectName, one.milestone, one.state].filter(Boolean).join(' '),
      )
      .sort()
  }
  /** As if all of a customer's stored moments had been so many days ago. */
  async function daysPass(customerId: string, days: number): Promise<void> {
    await sql`update alert set starts_at = starts_at - make_interval(days => ${days}), ends_at = ends_at - make_interval(days => ${days}),
        due_at = due_at - make_interval(days => ${days}) where customer_id = ${customerId}`.execute(world.ownerDb)
  }
  const acknowledge = (alertIds: string[], note = '', as: Actor | null = actor) =>
    world.call(as, 'POST', `${base}/acknowledge`, { alertIds, note })
  const unacknowledge = (alertIds: string[], as: Actor | null = actor) =>
    world.call(as, 'POST', `${base}/unacknowledge`, { alertIds })
  const all = () => run('alerts.reconcile')
  const sources = (customerId: string) => run('alerts.sources', { partnerId, customerId })
  return { base, list, said, daysPass, acknowledge, unacknowledge, all, sources, run }
}
