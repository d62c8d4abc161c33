import { domainToASCII } from 'node:url'
import { z } from '@hono/zod-openapi'

const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/

/**
 * An e-mail domain as it is stored: lower-case ASCII (IDNA, UTS 46). Takes what people paste: `@example.com`, an
 * address, a web address. Null when it is no domain under which a company could have mail.
 */
export function normaliseDomain(text: string): string | null {
  const bare = text
    .trim()
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/[/?#].*$/, '')
    .replace(/^.*@/, '')
    .replace(/\.$/, '')
  const ascii = domainToASCII(bare)
  const labels = ascii.split('.')
  if (labels.length < 2 || ascii.length > 253 || /^\d+$/.test(labels.at(-1) ?? '')) return null
  return labels.every((one) => label.test(one)) ? ascii : null
}

/** The domain of a normalised e-mail address, in the form in which customers' domains are stored. */
export function domainOf(email: string): string {
  return normaliseDomain(email.slice(email.lastIndexOf('@') + 1)) ?? ''
}

/** Whether an address belongs to the company by its domain (R8): exactly one of the recorded ones, sub-domains not. */
export function domainFits(email: string, domains: readonly string[]): boolean {
  return domains.includes(domainOf(email))
}

/** A list of domains in a request: normalised, without repetitions; each wrong one is named. */
export const domainsField = z
  .array(z.string().max(300))
  .max(50)
  .transform((given, context) => {
    const domains = new Set<string>()
    for (const [index, text] of given.entries()) {
      const domain = normaliseDomain(text)
      if (domain) domains.add(domain)
      else
        context.addIssue({
          code: 'custom',
          path: [index],
          message: `${text} is not an e-mail domain`,
          params: { code: 'invalid_domain' },
        })
    }
    return [...domains]
  })
