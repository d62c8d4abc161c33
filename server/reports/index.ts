import type { Route } from '../platform/http/route.ts'
import type { AnyJob } from '../platform/jobs/job.ts'
import { exportCustomersRoute, exportSponsorshipsRoute } from './list-file.route.ts'
import { savedViewRoutes } from './saved-views.route.ts'
import { exportStatusReportRoute, statusReportRoute, subscribeRoute } from './status-report.route.ts'
import { statusReportJob } from './status-report-job.ts'

export const reportRoutes: Route[] = [
  statusReportRoute,
  exportStatusReportRoute,
  subscribeRoute,
  exportCustomersRoute,
  exportSponsorshipsRoute,
  ...savedViewRoutes,
]

export const reportJobs: AnyJob[] = [statusReportJob]
