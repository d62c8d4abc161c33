import { z } from 'zod'
import { button, code, defineMail, facts, note, paragraph, quote, when } from '../../platform/mail/template.ts'
import { link, moment, optional, sponsored, word } from './fields.ts'

/** What the person registering hears, and the partner's administrators about that person. */
export const registrationMails = {
  registration_confirm: defineMail(z.strictObject({ ...sponsored, link, code: word, expiresAt: moment }), [
    paragraph('intro'),
    facts('customer', 'partner'),
    button('action', 'link'),
    paragraph('by_code'),
    code('code'),
    note('expiry'),
    note('not_you'),
  ]),
  registration_already_account: defineMail(z.strictObject({ ...sponsored, link }), [
    paragraph('intro'),
    paragraph('what_to_do'),
    button('action', 'link'),
    note('not_you'),
  ]),
  registration_confirmed: defineMail(z.strictObject({ ...sponsored, link }), [
    paragraph('intro'),
    button('action', 'link'),
    note('change'),
  ]),
  registration_without_access: defineMail(z.strictObject({ ...sponsored, link }), [
    paragraph('intro'),
    paragraph('ask'),
    button('action', 'link'),
  ]),
  registration_to_be_verified: defineMail(z.strictObject(sponsored), [paragraph('intro'), paragraph('next')]),
  registration_verified: defineMail(z.strictObject({ ...sponsored, link }), [
    paragraph('intro'),
    button('action', 'link'),
  ]),
  registration_lapsed_person: defineMail(z.strictObject({ ...sponsored, link }), [
    paragraph('intro'),
    paragraph('again'),
    button('action', 'link'),
  ]),
  registration_lapsed_partner: defineMail(
    z.strictObject({ firstName: word, person: word, email: word, customer: word, link }),
    [paragraph('intro'), facts('person', 'email', 'customer'), paragraph('next'), button('action', 'link')],
  ),
  registration_cancelled_partner: defineMail(
    z.strictObject({ firstName: word, person: word, email: word, customer: word, link }),
    [paragraph('intro'), facts('person', 'email', 'customer'), paragraph('next'), button('action', 'link')],
  ),
  partner_employee_already_account: defineMail(z.strictObject({ firstName: word, link }), [
    paragraph('intro'),
    paragraph('what_to_do'),
    button('action', 'link'),
    note('not_you'),
  ]),
  partner_employee_confirmed: defineMail(z.strictObject({ firstName: word, partner: word, link }), [
    paragraph('intro'),
    paragraph('next'),
    button('action', 'link'),
  ]),
  person_to_verify: defineMail(
    z.strictObject({
      firstName: word,
      person: word,
      email: word,
      customer: word,
      /** The address is of a free-mail provider (R13). */
      freeMail: z.boolean(),
      link,
    }),
    [
      paragraph('intro'),
      facts('person', 'email', 'customer'),
      when('freeMail', paragraph('free_mail')),
      paragraph('next'),
      button('action', 'link'),
    ],
  ),
  person_disabled: defineMail(z.strictObject({ ...sponsored, reason: optional }), [
    paragraph('intro'),
    when('reason', paragraph('reason'), quote('reason')),
    paragraph('next'),
  ]),
  person_left: defineMail(
    z.strictObject({ firstName: word, person: word, email: word, customer: word, reason: optional, link }),
    [
      paragraph('intro'),
      facts('person', 'email', 'customer'),
      when('reason', paragraph('reason'), quote('reason')),
      button('action', 'link'),
    ],
  ),
  person_enabled: defineMail(z.strictObject({ ...sponsored, link }), [paragraph('intro'), button('action', 'link')]),
}
