import type { Route } from '../platform/http/route.ts'
import {
  exportFindingsRoute,
  importContractsRoute,
  importFindingsRoute,
  importLinesRoute,
} from './differences.route.ts'
import {
  applyImportRoute,
  cancelImportRoute,
  checkImportRoute,
  chooseSheetRoute,
  importTemplateRoute,
  listImportsRoute,
  readImportRoute,
  uploadImportRoute,
} from './imports.route.ts'

export { importJobs } from './jobs.ts'

export const importRoutes: Route[] = [
  listImportsRoute,
  uploadImportRoute,
  importTemplateRoute,
  readImportRoute,
  checkImportRoute,
  chooseSheetRoute,
  applyImportRoute,
  cancelImportRoute,
  importFindingsRoute,
  exportFindingsRoute,
  importContractsRoute,
  importLinesRoute,
]
