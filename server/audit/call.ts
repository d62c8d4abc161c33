import type { Principal, Tx } from '../platform/db/transaction.ts'
import type { RequestFacts } from '../platform/http/request.ts'
import type { RouteDeps } from '../platform/http/route.ts'
import { type AuditFacts, auditAll } from './append.ts'

/** What an operation was called with: enough to say in the audit who did it and from where. */
export type OperationCall = { tx: Tx; principal: Principal | null; request: RequestFacts; deps: RouteDeps }

/** Audits on behalf of the person (or stranger) whose request this is, in its transaction. */
export function auditCall(call: OperationCall, facts: AuditFacts): Promise<void> {
  return auditCallAll(call, [facts])
}

/** The same for any number of entries. */
export function auditCallAll(call: OperationCall, all: AuditFacts[]): Promise<void> {
  const { principal, request, deps, tx } = call
  const actor = {
    person: principal,
    label: 'stranger',
    actingFor: principal?.partner?.acting ? principal.partner.name : null,
    address: request.address,
    requestId: request.requestId,
  }
  return auditAll(tx, deps.config.secret, actor, all)
}
