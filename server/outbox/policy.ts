import type { Config } from '../platform/config.ts'
import type { Principal } from '../platform/db/transaction.ts'

/**
 * What a message says is its addressee's, except in the demonstration, and where no server delivers it and the outbox is the
 * only way: then for administrators. Its links open what is their addressee's, so whoever reads a link to a new password
 * can become anybody; an auditor or agent would become an administrator (R24).
 */
export function contentIsShown(
  config: Pick<Config, 'smtpUrl' | 'demo'>,
  { staffRole }: Pick<Principal, 'staffRole'>,
): boolean {
  return config.demo || (config.smtpUrl === undefined && staffRole === 'administrator')
}
