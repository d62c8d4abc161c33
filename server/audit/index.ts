import type { Route } from '../platform/http/route.ts'
import { partnerAuditExportRoute, vendorAuditExportRoute } from './export.route.ts'
import { partnerAuditEntryRoute, partnerAuditRoute, vendorAuditEntryRoute, vendorAuditRoute } from './list.route.ts'
import { partnerAuditVerificationRoute, vendorAuditVerificationRoute } from './verification.route.ts'

export { type AuditActor, type AuditFacts, audit, auditAll } from './append.ts'
export { auditCall, type OperationCall } from './call.ts'
export { type Hand, handOf, keptReason, type RuleReason, systemHand } from './hand.ts'
export { fileLimits, filesOf, listFile } from './list-file.ts'
export { auditJobs } from './record-heads.ts'

// Those with a fixed last part come before {seq}.
export const auditRoutes: Route[] = [
  vendorAuditRoute,
  vendorAuditExportRoute,
  vendorAuditVerificationRoute,
  vendorAuditEntryRoute,
  partnerAuditRoute,
  partnerAuditExportRoute,
  partnerAuditVerificationRoute,
  partnerAuditEntryRoute,
]
