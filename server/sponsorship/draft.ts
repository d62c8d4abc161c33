import { auditCall, type OperationCall } from '../audit/index.ts'
import { readCustomer } from '../customers/index.ts'
import type { Principal } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { newId } from '../platform/ids.ts'
import { errors } from './errors.ts'
import { labelOf, termsOf } from './present.ts'
import { readSponsorship, writeEntitlements } from './queries.ts'
import type { TermsChange } from './shapes.ts'
import { judgeTerms, type Terms } from './terms.ts'

type Draft = Omit<Terms, 'language'> & { domains?: string[] | undefined; language?: string | undefined }

/** Writes a draft; domains and language default to the customer's. Nothing is redeemable yet. */
export async function createDraft(
  call: OperationCall & { principal: Principal },
  partnerId: string,
  draft: Draft,
): Promise<string> {
  const { tx, principal } = call
  const customer = await readCustomer(tx, partnerId, draft.customerId)
  const language = draft.language ?? customer?.language ?? ''
  const fields = await judgeTerms(tx, partnerId, { ...draft, language }, { issuing: false })
  if (!customer || fields.length > 0) throw problems.invalid_request({ fields })
  const sponsorshipId = newId()
  await tx
    .insertInto('sponsorship')
    .values({
      partner_id: partnerId,
      sponsorship_id: sponsorshipId,
      customer_id: draft.customerId,
      contract_id: draft.contractId,
      seats: draft.seats,
      expires_at: draft.expiresAt,
      domains: draft.domains ?? customer.domains,
      language,
      created_by: principal.accountId,
      created_by_name: `${principal.firstName} ${principal.lastName}`.trim(),
    })
    .execute()
  await writeEntitlements(tx, partnerId, sponsorshipId, draft.entitlements)
  await auditCall(call, {
    partnerId,
    action: 'sponsorship.drafted',
    objectType: 'sponsorship',
    objectId: sponsorshipId,
    objectLabel: customer.name,
    why: 'sponsorship administrator of the partner',
    detail: { after: draft },
  })
  return sponsorshipId
}

/** Changes a draft. @throws sponsorship_not_draft once it was issued: from then on changes are previewed and reasoned. */
export async function editDraft(
  call: OperationCall,
  at: { partnerId: string; sponsorshipId: string },
  change: TermsChange,
): Promise<void> {
  const row = await readSponsorship(call.tx, at.partnerId, at.sponsorshipId, { lock: true })
  if (!row) throw problems.not_found()
  if (row.state !== 'draft') throw errors.sponsorship_not_draft()
  const before = termsOf(row)
  const after = mergeTerms(before, change)
  const fields = await judgeTerms(call.tx, at.partnerId, after, { issuing: false })
  if (fields.length > 0) throw problems.invalid_request({ fields })
  await writeTerms(call.tx, at, after)
  await auditCall(call, {
    partnerId: at.partnerId,
    action: 'sponsorship.draft_changed',
    objectType: 'sponsorship',
    objectId: at.sponsorshipId,
    objectLabel: labelOf(row),
    why: 'sponsorship administrator of the partner',
    detail: differences(before, after),
  })
}

type FullTerms = ReturnType<typeof termsOf>

/** The terms with what the change gives. */
export function mergeTerms(before: FullTerms, change: TermsChange): FullTerms {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
  return { ...before, ...given }
}

export async function writeTerms(
  tx: OperationCall['tx'],
  at: { partnerId: string; sponsorshipId: string },
  terms: FullTerms,
): Promise<void> {
  await tx
    .updateTable('sponsorship')
    .set({
      contract_id: terms.contractId,
      seats: terms.seats,
      expires_at: terms.expiresAt,
      domains: terms.domains,
      language: terms.language,
      updated_at: new Date(),
    })
    .where('partner_id', '=', at.partnerId)
    .where('sponsorship_id', '=', at.sponsorshipId)
    .execute()
  await writeEntitlements(tx, at.partnerId, at.sponsorshipId, terms.entitlements)
}

/** Only what differs, for the audit log. */
export function differences(before: FullTerms, after: FullTerms) {
  const keys = (Object.keys(after) as (keyof FullTerms)[]).filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  )
  const pick = (from: FullTerms) => Object.fromEntries(keys.map((key) => [key, from[key]]))
  return { before: pick(before), after: pick(after) }
}
