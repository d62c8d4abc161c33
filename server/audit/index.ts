export { type AuditActor, type AuditFacts, audit, vendorChain } from './append.ts'
export { auditCall, type OperationCall } from './call.ts'
