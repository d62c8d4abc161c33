import type { Route } from '../platform/http/route.ts'
import {
  listOutboxRoute,
  readOutboxAttachmentRoute,
  readOutboxHtmlRoute,
  readOutboxMailRoute,
} from './demo-outbox.route.ts'
import {
  listVendorMailRoute,
  readVendorMailAttachmentRoute,
  readVendorMailHtmlRoute,
  readVendorMailRoute,
  resendVendorMailRoute,
} from './vendor-mail.route.ts'

export const outboxRoutes: Route[] = [
  listVendorMailRoute,
  readVendorMailRoute,
  readVendorMailHtmlRoute,
  readVendorMailAttachmentRoute,
  resendVendorMailRoute,
  listOutboxRoute,
  readOutboxMailRoute,
  readOutboxHtmlRoute,
  readOutboxAttachmentRoute,
]
