import type { Route } from '../platform/http/route.ts'
import {
  changeContractRoute,
  createContractRoute,
  exportContractsRoute,
  listContractsRoute,
  previewContractRoute,
  readContractRoute,
  setContractStateRoute,
} from './contracts.route.ts'
import { endingsRoute, exportCoverageRoute, listCoverageRoute } from './coverage.route.ts'
import {
  contractLinesRoute,
  exportLinesRoute,
  exportVendorLinesRoute,
  findLinesRoute,
  vendorLinesRoute,
} from './lines.route.ts'
import {
  exportPartnerContractsRoute,
  partnerContractRoute,
  partnerContractsRoute,
  previewEndRoute,
} from './partner-contracts.route.ts'
import { exportRenewalRoute, renewalDevicesRoute, renewalRoute } from './renewal.route.ts'
import {
  changeContractTypeRoute,
  createContractTypeRoute,
  listContractTypesRoute,
  previewContractTypeRoute,
  readContractTypeRoute,
  setContractTypeStateRoute,
} from './types.route.ts'

export { exportCoverageRoute } from './coverage.route.ts'
export { contractJobs } from './ending-notices.ts'
export { exportLinesRoute } from './lines.route.ts'
export { normaliseContractNumber } from './number.ts'
export { exportPartnerContractsRoute } from './partner-contracts.route.ts'
export { exportRenewalRoute } from './renewal.route.ts'

export const contractRoutes: Route[] = [
  listContractTypesRoute,
  readContractTypeRoute,
  createContractTypeRoute,
  changeContractTypeRoute,
  setContractTypeStateRoute,
  previewContractTypeRoute,
  listContractsRoute,
  exportContractsRoute,
  createContractRoute,
  readContractRoute,
  changeContractRoute,
  setContractStateRoute,
  previewContractRoute,
  vendorLinesRoute,
  exportVendorLinesRoute,
  partnerContractsRoute,
  exportPartnerContractsRoute,
  partnerContractRoute,
  previewEndRoute,
  contractLinesRoute,
  findLinesRoute,
  exportLinesRoute,
  listCoverageRoute,
  exportCoverageRoute,
  endingsRoute,
  renewalRoute,
  renewalDevicesRoute,
  exportRenewalRoute,
]
