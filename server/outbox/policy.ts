import type { Config } from '../platform/config.ts'

/** What a message says is its addressee's, except where the outbox is the only way to deliver it, and in the demonstration. */
export function contentIsShown(config: Pick<Config, 'smtpUrl' | 'demo'>): boolean {
  return config.demo || config.smtpUrl === undefined
}
