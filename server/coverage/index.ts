export { alertsChanged, alertsQueue, contractsChanged, coverageQueue, recomputeCoverage } from './changed.ts'
export { type CoverageState, coverageOf, coverageState, coverageStates, serviceCovers } from './coverage.ts'
export { serialKey, vendorKey } from './serial.ts'
