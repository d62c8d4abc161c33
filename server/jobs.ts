import { accountJobs } from './accounts/index.ts'
import { auditJobs } from './audit/index.ts'
import { mailJobs } from './messages/index.ts'
import type { AnyJob } from './platform/jobs/job.ts'

/** Every kind of background work; a slice exports its own, this lists them for installation and for the workers. */
export const jobs: readonly AnyJob[] = [...mailJobs, ...auditJobs, ...accountJobs]
