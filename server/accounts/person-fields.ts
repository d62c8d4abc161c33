import { z } from '@hono/zod-openapi'
import { emailField, normaliseEmail } from './email.ts'
import { isGroupName, isPersonalName, isRoleMailbox } from './names.ts'

export const personalNameField = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .refine(isPersonalName, { params: { code: 'name_not_personal' }, message: 'A personal name is made of letters' })

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

/** Refuses what is no person's name, at both fields' place. */
export function requirePersonalName(body: { firstName: string; lastName: string }, context: z.RefinementCtx): void {
  if (!isGroupName(body.firstName, body.lastName)) return
  const { path, code, message } = nameOfGroup
  context.addIssue({ code: 'custom', path: [path], message, params: { code } })
}
