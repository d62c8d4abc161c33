import type { Route } from '../platform/http/route.ts'
import type { AnyJob } from '../platform/jobs/job.ts'
import { changeAssociationsRoute, previewAssociationsRoute } from './change.route.ts'
import { associationsFileRoute, seersFileRoute } from './file.route.ts'
import { endingJob } from './jobs.ts'
import { matrixRoute } from './matrix.route.ts'
import { personAssociationsRoute } from './person.route.ts'
import { seenByRoute } from './seen-by.route.ts'

export { takeAway } from './change.ts'

export const associationRoutes: Route[] = [
  matrixRoute,
  personAssociationsRoute,
  seenByRoute,
  associationsFileRoute,
  seersFileRoute,
  previewAssociationsRoute,
  changeAssociationsRoute,
]

export const associationJobs: AnyJob[] = [endingJob]
