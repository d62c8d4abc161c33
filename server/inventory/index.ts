import type { Route } from '../platform/http/route.ts'
import {
  acceptCollectionRoute,
  cancelCollectionRoute,
  differencesRoute,
  listCollectionsRoute,
  listFindingsRoute,
  listInventoriesRoute,
  readCollectionRoute,
  revalidateCollectionRoute,
  uploadCollectionRoute,
} from './collections.route.ts'
import { deviceFacetsRoute, exportDevicesRoute, listDevicesRoute, readDeviceRoute } from './devices.route.ts'
import { inventoryFileRoutes } from './files.route.ts'
import { exportHardwareRoute, exportSoftwareRoute, listHardwareRoute, listSoftwareRoute } from './hardware.route.ts'
import { machineRoutes } from './machine.route.ts'

export { mountAgents } from './agents.route.ts'
export { exportDevicesRoute } from './devices.route.ts'
export { collectionsFileRoute } from './files.route.ts'
export { exportHardwareRoute, exportSoftwareRoute } from './hardware.route.ts'
export { inventoryJobs } from './jobs.ts'

export const inventoryRoutes: Route[] = [
  listInventoriesRoute,
  listCollectionsRoute,
  uploadCollectionRoute,
  readCollectionRoute,
  listFindingsRoute,
  acceptCollectionRoute,
  revalidateCollectionRoute,
  cancelCollectionRoute,
  differencesRoute,
  listDevicesRoute,
  deviceFacetsRoute,
  readDeviceRoute,
  exportDevicesRoute,
  listHardwareRoute,
  exportHardwareRoute,
  listSoftwareRoute,
  exportSoftwareRoute,
  ...inventoryFileRoutes,
  ...machineRoutes,
]
