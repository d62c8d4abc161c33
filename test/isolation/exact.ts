import { exactAnswers, rightsOf } from './answers.ts'
import type { Batch } from './batch.ts'
import { type Context, factsOf } from './facts.ts'
import { plainFiles, plainLists } from './lists.ts'
import type { Plan, Row } from './plan.ts'
import type { Random } from './random.ts'
import { rules } from './rules.ts'

// biome-ignore lint/suspicious/noExplicitAny: tests read answers freely
type Reply = { status: number; body: any; text: string }
type Asked = {
  batch: Batch
  plan: Plan
  random: Random
  route: string
  path: string
  reply: Reply
  context: Context
  ask(path: string): Promise<Reply>
}

const explains = '/partners/{partnerId}/reach/explain'

/** Routes whose answer the model knows in full. */
export const isExact = (route: string): boolean =>
  route in plainLists || route in plainFiles || route in exactAnswers || route === explains

/** What an answer has too much or too little by the model, in words: rows, totals, lines of a file, rights. */
export async function inexact(asked: Asked): Promise<string[]> {
  const { plan, route, path, reply, context } = asked
  if (route === explains) return explained(asked)
  if (reply.status !== 200) return []
  const list = plainLists[route]
  if (list) return compareList(asked, list)
  const file = plainFiles[route]
  if (file) {
    const lines = reply.text.trim().split('\n').length - 1
    const rows = visible(asked, file).length
    return lines === rows ? [] : [`GET ${path} holds ${lines} rows where ${rows} are visible`]
  }
  const answer = exactAnswers[route]
  if (!answer) return []
  const { said, expected } = answer({
    plan,
    facts: factsOf(plan, context),
    partnerId: context.partnerId ?? '',
    path,
    body: reply.body,
  })
  const [says, should] = [said.sort().join('\n'), expected.sort().join('\n')]
  return says === should ? [] : [`GET ${path} says\n${says}\nwhere the model says\n${should}`]
}

function visible({ batch, plan, context }: Asked, { table, only }: (typeof plainLists)[string]): Row[] {
  const facts = factsOf(plan, context)
  return (batch.rows[table] ?? []).filter(
    (row) =>
      (!context.partnerId || row.partner_id === context.partnerId) &&
      rules[table]?.reads(facts, row) &&
      (only?.(row) ?? true),
  )
}

const idsIn = (answer: Reply['body'], field: string): string[] =>
  (answer?.items ?? []).map((item: Record<string, unknown>) => String(item[field]))

/** A list that has no rule of its own but visibility holds all that is visible, and counts it. */
async function compareList(asked: Asked, list: (typeof plainLists)[string]): Promise<string[]> {
  const { path, reply, ask } = asked
  const expected = visible(asked, list).map((row) => String(row[list.column]))
  const ids = idsIn(reply.body, list.field)
  for (let cursor = reply.body.nextCursor; cursor; ) {
    const next = await ask(`${path}?cursor=${encodeURIComponent(cursor)}`)
    ids.push(...idsIn(next.body, list.field))
    cursor = next.body?.nextCursor
  }
  const found: string[] = []
  if (ids.sort().join() !== expected.sort().join())
    found.push(`GET ${path} lists ${ids.length} where ${expected.length} are visible`)
  if (reply.body.total !== undefined && reply.body.total !== expected.length)
    found.push(`GET ${path} counts ${reply.body.total} where ${expected.length} are visible`)
  return found
}

/** Of somebody at random and a customer at random: what is explained is what the model says, to whoever may ask (R24). */
async function explained({ plan, random, path, context, ask }: Asked): Promise<string[]> {
  const { partnerId } = context
  const facts = factsOf(plan, context)
  const those = (table: string) => (plan.rows[table] ?? []).filter((row) => row.partner_id === partnerId)
  const [members, customers] = [those('membership'), those('customer')]
  if (!partnerId || members.length === 0 || customers.length === 0) return []
  const accountId = String(random.pick(members).account_id)
  const customerId = String(random.pick(customers).customer_id)
  const rights = rightsOf(plan, partnerId, accountId, customerId)
  const found: string[] = []
  for (const [action, right] of Object.entries(rights)) {
    const asked = `${path}?action=${action}&accountId=${accountId}&customerId=${customerId}`
    const { status, body } = await ask(asked)
    if (status === 200 ? body.holds !== right : facts.administers)
      found.push(`GET ${asked} explains ${status} ${body.holds} where the model says ${right}`)
  }
  return found
}
