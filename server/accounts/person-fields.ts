import { z } from '@hono/zod-openapi'
import { emailField, normaliseEmail } from './email.ts'
import { isGroupName, isPersonalName, isRoleMailbox } from './names.ts'

const longestName = 60
const name = z.string().trim().max(longestName)
const notPersonal = { params: { code: 'name_not_personal' }, message: 'A personal name is made of letters' }

/** A first or a last name of a person (R13), wherever one is given for the first time. */
export const personalNameField = name.min(1).refine(isPersonalName, notPersonal)

/** The same where somebody says it of another: it may be left to whoever is called so. */
export const othersNameField = name.refine((text) => text === '' || isPersonalName(text), notPersonal).default('')

/** What `othersNameField` would say of a name in a list; null when nothing is wrong with it. */
export function faultOfName(text: string): 'too_long' | 'name_not_personal' | null {
  if (text.length > longestName) return 'too_long'
  return text === '' || isPersonalName(text) ? null : 'name_not_personal'
}

/** One mailbox, one person (R13); normalised. */
export const personalEmailField = emailField.transform(normaliseEmail).refine((email) => !isRoleMailbox(email), {
  params: { code: 'mailbox_of_group' },
  message: 'This looks like a mailbox that several people read; accounts are personal',
})

/** Whether `email`, normalised, is an address of one person, as far as an address tells. */
export function isPersonalMailbox(email: string): boolean {
  return !isRoleMailbox(email)
}

export const nameOfGroup = {
  path: 'lastName',
  code: 'name_of_group',
  message: 'This names a group; accounts are personal',
}

/** Refuses what is no person's name, at both fields' place; half a name as far as it tells. */
export function requirePersonalName(body: { firstName: string; lastName: string }, context: z.RefinementCtx): void {
  if (!isGroupName(body.firstName, body.lastName)) return
  const { path, code, message } = nameOfGroup
  context.addIssue({ code: 'custom', path: [path], message, params: { code } })
}
