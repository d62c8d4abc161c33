import { accountJobs } from './accounts/index.ts'
import { actingJobs } from './acting/index.ts'
import { alertJobs } from './alerts/index.ts'
import { associationJobs } from './associations/index.ts'
import { auditJobs } from './audit/index.ts'
import { contractJobs } from './contracts/index.ts'
import { exportJobs } from './exports/index.ts'
import { importJobs } from './imports/index.ts'
import { inventoryJobs } from './inventory/index.ts'
import { mailJobs } from './messages/index.ts'
import { peopleJobs } from './people/index.ts'
import type { AnyJob } from './platform/jobs/job.ts'
import { registrationJobs } from './registration/index.ts'
import { reportJobs } from './reports/index.ts'
import { reviewJobs } from './reviews/index.ts'
import { serviceJobs } from './service/index.ts'
import { teamJobs } from './team/index.ts'

/** Every kind of background work; a slice exports its own, this lists them for installation and for the workers. */
export const jobs: readonly AnyJob[] = [
  ...mailJobs,
  ...auditJobs,
  ...accountJobs,
  ...actingJobs,
  ...associationJobs,
  ...registrationJobs,
  ...peopleJobs,
  ...reviewJobs,
  ...teamJobs,
  ...reportJobs,
  ...serviceJobs,
  ...importJobs,
  ...contractJobs,
  ...inventoryJobs,
  ...alertJobs,
  ...exportJobs,
]
