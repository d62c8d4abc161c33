import { z } from '@hono/zod-openapi'
import { personalEmailField, personalNameField } from '../accounts/index.ts'
import { parseRegistrationNumber, parseVerificationKey } from '../sponsorship/index.ts'

type Reading = ReturnType<typeof parseRegistrationNumber>

/** Read by its check character before anything is looked up: a typing error is a field's problem, not a refusal. */
function typedCode(parse: (text: string) => Reading, example: string) {
  return z
    .string()
    .max(100)
    .transform((text, context) => {
      const reading = parse(text)
      if (reading.ok) return reading.normalised
      const message = 'This cannot be right: a character is wrong, missing or too many'
      context.addIssue({ code: 'custom', message, params: { code: `code_${reading.reason}` } })
      return z.NEVER
    })
    .openapi({ type: 'string', example })
}

export const numberField = typedCode(parseRegistrationNumber, 'XXX-XXX-XXX')
export const keyField = typedCode(parseVerificationKey, 'XXXXX-XXXXX-XXXXX-XXXXX-XXXXX')

export const languageField = z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/)

/** *Your information*: step 1. */
export const personFields = {
  firstName: personalNameField,
  lastName: personalNameField,
  email: personalEmailField,
  language: languageField,
}

/** *Additional information* asked of a sponsored user: step 4 (R10). */
export const additionalFields = {
  jobTitle: z.string().trim().min(1).max(100),
  phone: z
    .string()
    .trim()
    .min(5)
    .max(40)
    .regex(/^[+\d][\d\s()./-]*(\s*([xX]|[eE][xX][tT]\.?)\s*\d+)?$/),
  site: z.string().trim().min(1).max(120),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .openapi({ example: 'ES' }),
  employedStatement: z.literal(true),
  termsAccepted: z.literal(true),
}

/** What the registering browser keeps, and what stands in a mailed link. */
export const secretField = z.string().min(20).max(200)

export const offeredEntitlement = z
  .object({
    entitlementId: z.string(),
    group: z.enum(['support', 'commerce']),
    names: z.record(z.string(), z.string()),
    descriptions: z.record(z.string(), z.string()),
  })
  .openapi('OfferedEntitlement')

/**
 * Whether a company's name is one, and no text that leads somewhere: anybody can have it mailed, under the vendor's name, to
 * whatever address they type.
 */
export function isCompanyName(name: string): boolean {
  return /\p{L}/u.test(name) && !/:\/\/|\bwww\.|[@<>\p{C}]|\.\p{L}{2,}\//iu.test(name)
}
