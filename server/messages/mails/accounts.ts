import { z } from 'zod'
import { button, code, defineMail, facts, note, paragraph } from '../../platform/mail/template.ts'
import { link, moment, word } from './fields.ts'

/** What an account's owner hears about the account itself. */
export const accountMails = {
  password_reset: defineMail(z.strictObject({ firstName: word, link, minutes: z.int() }), [
    paragraph('intro'),
    button('action', 'link'),
    note('not_you'),
  ]),
  password_changed: defineMail(z.strictObject({ firstName: word }), [paragraph('intro'), paragraph('not_you')]),
  email_change_confirm: defineMail(z.strictObject({ firstName: word, link, hours: z.int() }), [
    paragraph('intro'),
    button('action', 'link'),
    note('not_you'),
  ]),
  email_change_notice: defineMail(z.strictObject({ firstName: word, newEmail: word }), [
    paragraph('intro'),
    paragraph('not_you'),
  ]),
  email_changed: defineMail(z.strictObject({ firstName: word, newEmail: word }), [
    paragraph('intro'),
    paragraph('not_you'),
  ]),
  /** An employee of a partner registered without a sponsorship (issue §6, second choice). */
  partner_employee_confirm: defineMail(
    z.strictObject({ firstName: word, partner: word, link, code: word, expiresAt: moment }),
    [paragraph('intro'), button('action', 'link'), paragraph('by_code'), code('code'), note('expiry'), note('not_you')],
  ),
  staff_invitation: defineMail(z.strictObject({ inviter: word, role: word, link, expiresAt: moment }), [
    paragraph('intro'),
    facts('role'),
    button('action', 'link'),
    note('expiry'),
  ]),
}
