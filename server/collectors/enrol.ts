import { sql } from 'kysely'
import { audit } from '../audit/index.ts'
import { hashToken } from '../platform/crypto/tokens.ts'
import { type Collector, narrowToPartner, type Tx } from '../platform/db/transaction.ts'
import { refusals, type ShownLicence } from '../platform/http/collector.ts'
import { type Problem, problems } from '../platform/http/problem.ts'
import type { RequestFacts } from '../platform/http/request.ts'
import type { RouteDeps } from '../platform/http/route.ts'
import { errors } from './errors.ts'
import { type Issued, issueLicence } from './licence.ts'
import { derived } from './queries.ts'
import { refusedFacts } from './refused.ts'

/** A request of a machine: of the operation that it asks for, nobody but itself is the author. */
export type MachineCall = { tx: Tx; request: RequestFacts; deps: RouteDeps }
/** What a collector says of itself; empty where it does not. */
export type Said = { version: string; serial: string }

type Answer =
  | { collector: Collector; again: boolean }
  | { refusal: string; first: boolean; collectorId: string; name: string }

/** Why an enrolment is refused, beyond what ends any licence. */
const enrolmentRefusals: Record<string, () => Problem> = {
  ...refusals,
  used: errors.enrolment_used,
  key_revoked: errors.enrolment_key_revoked,
  not_a_file: errors.enrolment_not_a_file,
  service: errors.enrolment_no_service,
}

/**
 * Binds the key that signed the proof to the registration of the shown licence file, whose code it takes, and answers a
 * licence bound to that key. Of any number at once one key is bound; the same key may ask again. A refusal is answered,
 * not thrown, so that its record stays.
 */
export async function enrol(
  call: MachineCall,
  shown: ShownLicence & { network: string },
  said: Said,
): Promise<Issued | Problem> {
  const { tx, deps, request } = call
  const { config } = deps
  const { partnerId, licenceId, keyId, code, proof, network } = shown
  const { rows } = await sql<{
    answer: Answer
  }>`select app.enrol_collector(${partnerId}::uuid, ${licenceId}::uuid, ${keyId},
    ${hashToken(code ?? '')}, ${proof.jkt}, ${proof.proofId}, ${proof.until}::timestamptz, ${network}) as answer`.execute(
    tx,
  )
  const answer = rows[0]?.answer
  if (!answer || ('refusal' in answer && answer.refusal === 'unknown')) throw problems.licence_refused()
  if ('refusal' in answer) {
    const { refusal: reason, first } = answer
    // The licence is genuine: whose it is, it says itself.
    if (first) {
      await narrowToPartner(tx, partnerId)
      await audit(tx, config.secret, stranger(request), refusedFacts({ ...answer, partnerId, reason, first }))
    }
    return (enrolmentRefusals[reason] ?? problems.licence_refused)()
  }
  const { collector, again } = answer
  const issued = await issueLicence(tx, config, collector, { jkt: proof.jkt })
  await noteSaid(tx, collector, said)
  await auditMachine(call, collector, 'collector.enrolled', 'licence file and proof of the machine’s own key', {
    licenceId: issued.licenceId,
    file: licenceId,
    jkt: proof.jkt,
    expiresAt: issued.expiresAt,
    ...said,
    ...(again && { again }),
  })
  return issued
}

/** Another licence bound to the same key; the one shown is good until the new one is first used, or its own end. */
export async function renew(call: MachineCall, collector: Collector, said: Said): Promise<Issued> {
  const issued = await issueLicence(call.tx, call.deps.config, collector, { jkt: collector.jkt })
  await noteSaid(call.tx, collector, said)
  await auditMachine(call, collector, 'collector.licence_renewed', 'licence and proof of the machine’s own key', {
    licenceId: issued.licenceId,
    before: collector.licenceId,
    expiresAt: issued.expiresAt,
  })
  return issued
}

/** What the machine says of itself is shown with it; a serial number that somebody recorded stays. */
async function noteSaid(tx: Tx, collector: Collector, said: Said): Promise<void> {
  const { partnerId, collectorId } = collector
  const { rows } = await sql<{ serial: string; version: string }>`select serial, version from collector
    where partner_id = ${partnerId} and collector_id = ${collectorId}`.execute(tx)
  const serial = rows[0]?.serial || said.serial
  await tx
    .updateTable('collector')
    .set({
      serial,
      version: said.version || (rows[0]?.version ?? ''),
      search_norm: derived({ ...collector, serial }).search_norm,
    })
    .where('partner_id', '=', partnerId)
    .where('collector_id', '=', collectorId)
    .execute()
}

function auditMachine(
  { tx, deps, request }: MachineCall,
  { partnerId, collectorId, name }: Collector,
  action: string,
  why: string,
  detail: Record<string, unknown>,
): Promise<void> {
  const facts = { partnerId, action, objectType: 'collector', objectId: collectorId, objectLabel: name, why, detail }
  return audit(tx, deps.config.secret, { ...stranger(request), label: name }, facts)
}

const stranger = ({ address, requestId }: RequestFacts) => ({ person: null, label: 'stranger', address, requestId })
