import type { ActorPlan } from './actors.ts'
import type { Batch } from './batch.ts'
import { type Context, type Facts, factsOf } from './facts.ts'
import { markOf, type Plan, type Row } from './plan.ts'
import { rules } from './rules.ts'

/** Ids and marks: what an answer can betray. */
const tokenPattern = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|zq[0-9a-f]{12}z/gi

export function tokensIn(text: string): Set<string> {
  return new Set((text.match(tokenPattern) ?? []).map((token) => token.toLowerCase()))
}

/** Every id and mark of a partner, or of a person, that stands in some row of the batch; catalogues betray nobody. */
export function secretsOf(batch: Batch): Set<string> {
  const common = new Set([
    'vendor_settings',
    'entitlement',
    'contract_type',
    'contract_type_entitlement',
    'audit_chain',
    'lifecycle_entry',
    'lifecycle_milestone',
  ])
  const open = new Set<string>()
  const secrets = new Set<string>()
  for (const [name, rows] of Object.entries(batch.rows))
    for (const token of tokensIn(JSON.stringify(rows))) (common.has(name) ? open : secrets).add(token)
  for (const partnerId of batch.plans.flatMap((plan) => plan.partnerIds)) open.delete(partnerId)
  for (const token of open) secrets.delete(token)
  return secrets
}

const tokensOfRow = new WeakMap<Row, Set<string>>()
const knowledge = new WeakMap<Batch, Map<string, Set<string> | null>>()

/**
 * What somebody may learn in a context: all that stands in rows they read, and the few things that the rules tell beyond
 * them. Null: everything (vendor staff).
 */
export function knowledgeOf(batch: Batch, plan: Plan, actor: ActorPlan, context: Context): Set<string> | null {
  const kept = knowledge.get(batch) ?? new Map<string, Set<string> | null>()
  knowledge.set(batch, kept)
  const name = [
    plan.seed,
    context.accountId,
    context.keyId,
    context.realm,
    context.partnerId,
    context.machine?.licenceId,
  ].join()
  const found = kept.get(name) ?? learnt(batch, plan, actor, context)
  kept.set(name, found)
  return found
}

function learnt(batch: Batch, plan: Plan, actor: ActorPlan, context: Context): Set<string> | null {
  const facts = factsOf(plan, context)
  if (facts.everything) return null
  const known = new Set<string>()
  const learn = (rows: Row[]) => {
    for (const row of rows) {
      const tokens = tokensOfRow.get(row) ?? tokensIn(JSON.stringify(row))
      tokensOfRow.set(row, tokens)
      for (const token of tokens) known.add(token)
    }
  }
  for (const [name, rows] of Object.entries(batch.rows)) {
    const rule = rules[name]
    if (rule) learn(rows.filter((row) => rule.reads(facts, row)))
  }
  const self = actor.account?.id ?? actor.key?.keyId
  if (self) learn([{ id: self, mark: markOf(self) }])
  if (actor.key) learn((plan.rows.api_key ?? []).filter((row) => row.key_id === actor.key?.keyId))
  // A machine is told whose it is and for whom it collects.
  if (facts.machine) {
    const { partnerId, customerId } = facts.machine
    learn((plan.rows.partner ?? []).filter((row) => row.partner_id === partnerId))
    const customers = (plan.rows.customer ?? []).filter((row) => row.customer_id === customerId)
    learn(customers.map((row) => ({ id: row.customer_id, name: row.name })))
  }
  if (context.realm === 'person') ownAffairs(plan, facts, learn)
  if (facts.tenant) toldToMembers(plan, facts, learn)
  // Who reads the audit reads who acted, vendor staff too.
  if (facts.sponsors || facts.administers) {
    learn((batch.rows.vendor_staff ?? []).map((row) => ({ id: row.account_id, name: row.last_name })))
    // The vendor's keys act in every partner's chain by their own names.
    learn(
      (batch.rows.api_key ?? []).filter(
        (row) => !batch.plans.some((one) => one.partnerIds.includes(String(row.partner_id))),
      ),
    )
    const members = (plan.rows.membership ?? []).filter((row) => row.partner_id === context.partnerId)
    learn(members.map((row) => ({ id: row.account_id, mark: markOf(String(row.account_id)) })))
  }
  return known
}

/** The person's own contexts (R24, R36): where they are a member or registered, and along which chain. */
function ownAffairs(plan: Plan, facts: Facts, learn: (rows: Row[]) => void): void {
  const mine = (table: string) => (plan.rows[table] ?? []).filter((row) => facts.self && row.account_id === facts.self)
  const registrations = mine('registration')
  learn(mine('acting'))
  const partnerIds = new Set([...registrations, ...mine('membership'), ...mine('acting')].map((row) => row.partner_id))
  learn((plan.rows.partner ?? []).filter((row) => partnerIds.has(row.partner_id)))
  for (const registration of registrations) {
    const same = (column: string) => (row: Row) => row[column] === registration[column]
    learn((plan.rows.customer ?? []).filter(same('customer_id')))
    learn((plan.rows.sponsorship ?? []).filter(same('sponsorship_id')))
    // The contracts of the chain: the sponsorship's own, and the one that allows the entitlement longest.
    learn(
      (plan.rows.contract ?? []).filter(
        (row) => row.partner_id === registration.partner_id && row.customer_id === null,
      ),
    )
    // Who at the partner has access to the company's data.
    learn((plan.rows.membership ?? []).filter(same('partner_id')))
  }
}

function toldToMembers(plan: Plan, facts: Facts, learn: (rows: Row[]) => void): void {
  const here = (row: Row) => row.partner_id === facts.tenant
  // Whom to ask: the names of those who give rights (R36).
  const givers = (plan.rows.membership ?? []).filter(
    (row) => here(row) && row.state === 'active' && (row.role === 'super_admin' || row.role === 'admin'),
  )
  learn(givers.map((row) => ({ name: row.last_name })))
  // Who reads the audit reads who acted: keys, and agents of the vendor.
  if (facts.sponsors || facts.administers)
    learn([...(plan.rows.api_key ?? []), ...(plan.rows.acting ?? []), ...(plan.rows.collector ?? [])].filter(here))
}
