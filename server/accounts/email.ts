import { z } from '@hono/zod-openapi'

/** An e-mail address as people type it; at most 254 octets (RFC 5321). */
export const emailField = z.email().max(254).openapi({ example: 'ana.ruiz@customer.example' })

/** One spelling per mailbox (R13): trimmed, NFKC, lower case. Dots and plus parts are kept: only the host may judge them. */
export function normaliseEmail(email: string): string {
  return email.trim().normalize('NFKC').toLowerCase()
}
