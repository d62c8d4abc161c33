import { accountRoutes } from './accounts/index.ts'
import { actingRoutes } from './acting/index.ts'
import { administratorRoutes } from './administrators/index.ts'
import { alertRoutes } from './alerts/index.ts'
import { associationRoutes } from './associations/index.ts'
import { auditRoutes } from './audit/index.ts'
import { collectorRoutes } from './collectors/index.ts'
import { contractRoutes } from './contracts/index.ts'
import { customerRoutes } from './customers/index.ts'
import { accessRoutes, catalogueRoutes } from './entitlements/index.ts'
import { exportRoutes } from './exports/index.ts'
import { importRoutes } from './imports/index.ts'
import { inventoryRoutes } from './inventory/index.ts'
import { keyRoutes } from './keys/index.ts'
import { lifecycleRoutes } from './lifecycle/index.ts'
import { outboxRoutes } from './outbox/index.ts'
import { overviewRoutes } from './overview/index.ts'
import { partnerRoutes } from './partners/index.ts'
import { peopleRoutes } from './people/index.ts'
import type { Route } from './platform/http/route.ts'
import { reachRoutes } from './reach/index.ts'
import { registrationRoutes } from './registration/index.ts'
import { reportRoutes } from './reports/index.ts'
import { reviewRoutes } from './reviews/index.ts'
import { serviceRoutes } from './service/index.ts'
import { sponsorshipRoutes } from './sponsorship/index.ts'
import { teamRoutes } from './team/index.ts'
import { vendorRoutes } from './vendor/index.ts'

/** Every operation of the API. The order is the document's. */
export const routes: Route[] = [
  ...accountRoutes,
  ...auditRoutes,
  ...vendorRoutes,
  ...catalogueRoutes,
  ...contractRoutes,
  ...lifecycleRoutes,
  ...importRoutes,
  ...partnerRoutes,
  ...keyRoutes,
  ...administratorRoutes,
  ...actingRoutes,
  ...reachRoutes,
  ...serviceRoutes,
  ...inventoryRoutes,
  ...alertRoutes,
  ...teamRoutes,
  ...overviewRoutes,
  ...customerRoutes,
  ...associationRoutes,
  ...collectorRoutes,
  ...sponsorshipRoutes,
  ...registrationRoutes,
  ...accessRoutes,
  ...peopleRoutes,
  ...reviewRoutes,
  ...reportRoutes,
  ...exportRoutes,
  ...outboxRoutes,
]
