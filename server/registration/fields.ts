import { z } from '@hono/zod-openapi'
import { emailField, normaliseEmail } from '../accounts/index.ts'
import { parseRegistrationNumber, parseVerificationKey } from '../sponsorship/index.ts'
import { isGroupName, isPersonalName, isRoleMailbox } from './names.ts'

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

const nameField = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .refine(isPersonalName, { params: { code: 'name_not_personal' }, message: 'A personal name is made of letters' })

/** One mailbox, one person (R13); normalised. */
export const personalEmailField = emailField.transform(normaliseEmail).refine((email) => !isRoleMailbox(email), {
  params: { code: 'mailbox_of_group' },
  message: 'This looks like a mailbox that several people read; register with your own address',
})

export const languageField = z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/)

/** *Your information*: step 1. */
export const personFields = {
  firstName: nameField,
  lastName: nameField,
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
    .regex(/^[+\d][\d\s()./-]*(\s*(x|ext\.?)\s*\d+)?$/i),
  site: z.string().trim().min(1).max(120),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .openapi({ example: 'ES' }),
  employedStatement: z.literal(true),
  termsAccepted: z.literal(true),
}

/** Refuses what is no person's name, at both fields' place. */
export function requirePersonalName(body: { firstName: string; lastName: string }, context: z.RefinementCtx): void {
  if (!isGroupName(body.firstName, body.lastName)) return
  context.addIssue({
    code: 'custom',
    path: ['lastName'],
    message: 'This names a group; accounts are personal',
    params: { code: 'name_of_group' },
  })
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
