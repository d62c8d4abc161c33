import { accountRoutes } from './accounts/index.ts'
import { auditRoutes } from './audit/index.ts'
import { customerRoutes } from './customers/index.ts'
import type { Route } from './platform/http/route.ts'

/** Every operation of the API. The order is the document's. */
export const routes: Route[] = [...accountRoutes, ...auditRoutes, ...customerRoutes]
