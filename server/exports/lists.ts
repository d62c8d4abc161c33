import { exportAlertsRoute } from '../alerts/index.ts'
import { exportCollectorsRoute } from '../collectors/index.ts'
import {
  exportCoverageRoute,
  exportLinesRoute,
  exportPartnerContractsRoute,
  exportRenewalRoute,
} from '../contracts/index.ts'
import {
  collectionsFileRoute,
  exportDevicesRoute,
  exportHardwareRoute,
  exportSoftwareRoute,
} from '../inventory/index.ts'
import type { Route } from '../platform/http/route.ts'

/**
 * The lists whose file can be made in the background, by the name in its own address (`devices-export`). What the file holds, who
 * gets it and what the audit says of it is that route's business, in the background as well.
 */
export const fileRoutes = {
  alerts: exportAlertsRoute,
  collections: collectionsFileRoute,
  collectors: exportCollectorsRoute,
  'contract-lines': exportLinesRoute,
  contracts: exportPartnerContractsRoute,
  'device-coverage': exportCoverageRoute,
  devices: exportDevicesRoute,
  hardware: exportHardwareRoute,
  renewal: exportRenewalRoute,
  software: exportSoftwareRoute,
} satisfies Record<string, Route>

export type FileList = keyof typeof fileRoutes
export const fileLists = Object.keys(fileRoutes) as [FileList, ...FileList[]]

/** What a list's file was asked with, as its route takes it from an address; what it does not know is refused by it. */
export type FileQuery = Record<string, string | string[]>
