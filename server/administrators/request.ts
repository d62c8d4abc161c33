import { sql } from 'kysely'
import { auditCall, type OperationCall } from '../audit/index.ts'
import { normaliseContractNumber } from '../contracts/index.ts'
import { sendMail } from '../messages/index.ts'
import { narrowToPartner, type Principal, type Tx } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { newId } from '../platform/ids.ts'
import { errors } from './errors.ts'
import { type PastedNumbers, parseNumbers } from './numbers.ts'
import { findContracts, ownPartnerIds } from './queries.ts'
import type { RequestInput } from './shapes.ts'

type PersonCall = OperationCall & { principal: Principal }

/** Submits the request to the vendor (R3). @throws request_pending while an earlier one is undecided. */
export async function submitRequest(call: PersonCall, given: RequestInput): Promise<string> {
  const { tx, principal } = call
  const { numbers, malformed } = parseNumbers(given.contractNumbers)
  if (malformed.length > 0)
    throw problems.invalid_request({
      fields: [
        {
          path: 'contractNumbers',
          code: 'malformed_numbers',
          message: `Not contract numbers: ${malformed.slice(0, 10).join(', ')}`,
        },
      ],
    })
  if (numbers.length === 0)
    throw problems.invalid_request({
      fields: [{ path: 'contractNumbers', code: 'required', message: 'Give the complete list of contract numbers' }],
    })
  const requestId = newId()
  const { company } = given
  const inserted = await sql`
    insert into administrator_request (request_id, account_id, first_name, last_name, email, language, job_title, phone,
      company_name, company_street, company_city, company_postal_code, company_country, company_website,
      own_brand_statement, contract_numbers)
    values (${requestId}, ${principal.accountId}, ${principal.firstName}, ${principal.lastName}, ${principal.email},
      ${principal.language}, ${given.jobTitle}, ${given.phone}, ${company.name}, ${company.street}, ${company.city},
      ${company.postalCode}, ${company.country}, ${company.website}, ${given.ownBrandStatement}, ${numbers}::text[])
    on conflict (account_id) where state = 'pending' do nothing`.execute(tx)
  if (inserted.numAffectedRows !== 1n) throw errors.request_pending()
  await sendMail(tx, call.deps.config, {
    to: principal.email,
    language: principal.language,
    template: 'administrator_request_received',
    params: { firstName: principal.firstName, partner: company.name },
  })
  await auditCall(call, {
    partnerId: null,
    action: 'administrator_request.submitted',
    objectType: 'administrator_request',
    objectId: requestId,
    objectLabel: company.name,
    why: 'registered, confirmed person',
    detail: { company, numbers: numbers.length, ownBrandStatement: true },
  })
  return requestId
}

/** Takes back one's own pending request. @throws request_decided when it is not pending any more. */
export async function withdrawRequest(call: PersonCall, requestId: string): Promise<void> {
  const { tx, principal } = call
  const row = await tx
    .updateTable('administrator_request')
    .set({ state: 'withdrawn', decided_at: new Date() })
    .where('request_id', '=', requestId)
    .where('account_id', '=', principal.accountId)
    .where('state', '=', 'pending')
    .returning('company_name')
    .executeTakeFirst()
  if (!row) {
    const exists = await tx
      .selectFrom('administrator_request')
      .select('request_id')
      .where('request_id', '=', requestId)
      .where('account_id', '=', principal.accountId)
      .executeTakeFirst()
    throw exists ? errors.request_decided() : problems.not_found()
  }
  await auditCall(call, {
    partnerId: null,
    action: 'administrator_request.withdrawn',
    objectType: 'administrator_request',
    objectId: requestId,
    objectLabel: row.company_name,
    why: 'own request',
  })
}

/**
 * What can be said of pasted numbers before sending. Members of a partner also learn which are their own partner's: they may
 * know. To everybody else `own` is null: a stranger never learns whether a number exists.
 */
export async function checkNumbers(
  tx: Tx,
  principal: Principal,
  text: string | string[],
): Promise<PastedNumbers & { own: { number: string; inForce: boolean; qualifies: boolean }[] | null }> {
  const parsed = parseNumbers(text)
  const partnerIds = await ownPartnerIds(tx, principal.accountId)
  if (partnerIds.length === 0) return { ...parsed, own: null }
  const found = new Map<string, { inForce: boolean; qualifies: boolean }>()
  const norms = parsed.numbers.map(normaliseContractNumber)
  for (const partnerId of partnerIds) {
    narrowToPartner(tx, partnerId)
    for (const row of await findContracts(tx, norms))
      if (row.partner_id === partnerId) found.set(row.number_norm, { inForce: row.in_force, qualifies: row.qualifies })
  }
  const own = parsed.numbers.flatMap((number) => {
    const match = found.get(normaliseContractNumber(number))
    return match ? [{ number, ...match }] : []
  })
  return { ...parsed, own }
}
