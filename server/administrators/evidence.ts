import type { z } from '@hono/zod-openapi'
import { normaliseContractNumber } from '../contracts/index.ts'
import { domainOf, isFreeMail } from '../customers/index.ts'
import { qualificationOf } from '../partners/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import {
  contractsInForce,
  findContracts,
  listOwnRequests,
  membershipsOf,
  type NumberRow,
  type RequestRow,
  readAccount,
  readCandidates,
  readRequest,
} from './queries.ts'
import { resemblanceOf } from './resemblance.ts'
import type { requestEvidence, requestSummary } from './shapes.ts'

export function toSummary(row: RequestRow): z.input<typeof requestSummary> {
  return {
    requestId: row.request_id,
    state: row.state,
    firstName: row.first_name,
    lastName: row.last_name,
    email: row.email,
    companyName: row.company_name,
    companyCountry: row.company_country,
    numbers: row.contract_numbers.length,
    decidedByName: row.decided_by_name,
    decidedAt: row.decided_at,
    createdAt: row.created_at,
  }
}

/**
 * The applicant's statement beside the vendor's records, as of now (issue §4). Judged for `partnerId`, or for the partner that
 * most numbers lead to. @throws not_found
 */
export async function readEvidence(
  tx: Tx,
  requestId: string,
  partnerId: string | undefined,
): Promise<z.input<typeof requestEvidence>> {
  const row = await readRequest(tx, requestId)
  if (!row) throw problems.not_found()
  const norms = row.contract_numbers.map(normaliseContractNumber)
  const found = new Map((await findContracts(tx, norms)).map((one) => [one.number_norm, one]))
  const account = await readAccount(tx, row.account_id)
  const email = account?.email ?? row.email
  const candidates = await rankCandidates(tx, row, [...found.values()], domainOf(email), partnerId)
  const judged = partnerId ?? row.decided_partner_id ?? candidates.find((one) => one.matches > 0)?.partnerId ?? null
  const own = judged ? await contractsInForce(tx, judged) : []
  const decided = candidates.find((one) => one.partnerId === row.decided_partner_id)
  return {
    ...toSummary(row),
    accountId: row.account_id,
    language: row.language,
    jobTitle: row.job_title,
    phone: row.phone,
    company: {
      name: row.company_name,
      street: row.company_street,
      city: row.company_city,
      postalCode: row.company_postal_code,
      country: row.company_country,
      website: row.company_website,
    },
    reason: row.reason,
    decidedPartner: decided ? { partnerId: decided.partnerId, name: decided.name } : null,
    evidence: row.contract_numbers.map((number, index) => judge(number, found.get(norms[index] ?? ''), judged)),
    notNamed: own
      .filter((one) => !norms.includes(one.number_norm))
      .map((one) => ({ number: one.number, typeName: one.type_name, endsAt: one.ends_at })),
    candidates,
    judgedPartnerId: judged,
    account: {
      confirmed: account?.confirmed ?? false,
      disabled: account?.disabled ?? true,
      since: account?.since ?? null,
      email,
      freeMail: isFreeMail(domainOf(email)),
      memberships: await membershipsOf(tx, row.account_id),
      earlierRequests: (await listOwnRequests(tx, row.account_id)).filter((one) => one.request_id !== requestId).length,
    },
  }
}

function judge(number: string, contract: NumberRow | undefined, judged: string | null) {
  if (!contract)
    return {
      number,
      verdict: 'unknown' as const,
      contractId: null,
      partnerId: null,
      partnerName: null,
      typeName: null,
      startsAt: null,
      endsAt: null,
    }
  const verdict =
    contract.partner_id !== judged
      ? ('other_partner' as const)
      : !contract.in_force
        ? ('not_in_force' as const)
        : !contract.qualifies
          ? ('not_qualifying' as const)
          : ('good' as const)
  return {
    number,
    verdict,
    contractId: contract.contract_id,
    partnerId: contract.partner_id,
    partnerName: contract.partner_name,
    typeName: contract.type_name,
    startsAt: contract.starts_at,
    endsAt: contract.ends_at,
  }
}

async function rankCandidates(tx: Tx, row: RequestRow, found: NumberRow[], domain: string, asked: string | undefined) {
  const matches = new Map<string, number>()
  for (const one of found) matches.set(one.partner_id, (matches.get(one.partner_id) ?? 0) + 1)
  const ids = new Set([
    ...matches.keys(),
    ...(asked ? [asked] : []),
    ...(row.decided_partner_id ? [row.decided_partner_id] : []),
  ])
  const rows = await readCandidates(tx, [...ids].slice(0, 20), domain)
  const candidates = await Promise.all(
    rows.map(async (one) => {
      const qualification = await qualificationOf(tx, one.partner_id)
      return {
        partnerId: one.partner_id,
        name: one.name,
        state: one.state,
        matches: matches.get(one.partner_id) ?? 0,
        resemblance: resemblanceOf(one.name, row.company_name),
        qualified: qualification.qualified,
        qualification: qualification.reason,
        administrators: one.administrators,
        sameEmailDomain: isFreeMail(domain) ? 0 : one.same_domain,
      }
    }),
  )
  const weight = { same: 2, similar: 1, different: 0 }
  return candidates.sort(
    (a, b) => b.matches - a.matches || weight[b.resemblance] - weight[a.resemblance] || a.name.localeCompare(b.name),
  )
}
