import type { Route } from '../platform/http/route.ts'
import { managingRoutes } from './collectors.route.ts'
import { exportCollectorsRoute, exportVendorCollectorsRoute } from './list-file.route.ts'
import { machineRoutes } from './machine.route.ts'
import { networkTaskRoutes } from './network-task.route.ts'
import { signingKeyRoutes } from './signing-keys.route.ts'
import { vendorCollectorsRoute } from './vendor.route.ts'

export { type Health, isInHealth } from './health.ts'
export { exportCollectorsRoute } from './list-file.route.ts'
export { openSecrets } from './network-secrets.ts'
export { formatAddress, isWithin, mostAddresses, parseAddress, rangesOf } from './ranges.ts'
export { noteForgery, noteRefusal } from './refused.ts'

export const collectorRoutes: Route[] = [
  ...managingRoutes,
  ...networkTaskRoutes,
  exportCollectorsRoute,
  vendorCollectorsRoute,
  exportVendorCollectorsRoute,
  ...machineRoutes,
  ...signingKeyRoutes,
]
