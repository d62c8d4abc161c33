import type { Route } from '../platform/http/route.ts'
import { archiveCustomerRoute, previewCustomerChangeRoute, restoreCustomerRoute } from './archive.route.ts'
import { changeCustomerRoute, createCustomerRoute, readCustomerRoute } from './customer.route.ts'
import { customerFilters, listCustomersRoute } from './list.route.ts'

export { domainFits, domainOf, domainsField } from './domains.ts'
export { isFreeMail } from './free-mail.ts'
export { type Knows, knowsOf, mayAskFor, sponsorsChange, sponsorsOnly } from './policy.ts'
export { notSponsorable, toSummaries } from './present.ts'
export { type CustomerRow, listCustomers, readCustomer } from './queries.ts'
export { customerFilters }

export const customerRoutes: Route[] = [
  listCustomersRoute,
  createCustomerRoute,
  readCustomerRoute,
  changeCustomerRoute,
  previewCustomerChangeRoute,
  archiveCustomerRoute,
  restoreCustomerRoute,
]
