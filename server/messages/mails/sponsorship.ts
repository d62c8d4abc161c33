import { z } from 'zod'
import { button, code, defineMail, facts, list, note, paragraph, quote, when } from '../../platform/mail/template.ts'
import { link, moment, optional, sponsored, word, words } from './fields.ts'

const contact = { contactName: word, partner: word, customer: word }

/** Number and key on their way to the customer, and what changes for people under a sponsorship. */
export const sponsorshipMails = {
  /** The key never travels with the number: in a message of its own, or told by telephone. */
  sponsorship_handover_number: defineMail(
    z.strictObject({
      ...contact,
      registrationNumber: word,
      expiresAt: moment,
      keyByMail: z.boolean(),
      keyByPhone: z.boolean(),
      link,
    }),
    [
      paragraph('greeting'),
      paragraph('intro'),
      code('registrationNumber'),
      when('keyByMail', paragraph('key_by_mail')),
      when('keyByPhone', paragraph('key_by_phone')),
      paragraph('how'),
      button('action', 'link'),
      note('expiry'),
    ],
  ),
  sponsorship_handover_key: defineMail(z.strictObject({ ...contact, verificationKey: word }), [
    paragraph('greeting'),
    paragraph('intro'),
    code('verificationKey'),
    paragraph('secret'),
  ]),
  sponsorship_changed: defineMail(
    z.strictObject({ ...sponsored, added: words, removed: words, expiresAt: moment.nullish(), link }),
    [
      paragraph('intro'),
      when('added', paragraph('added'), list('added')),
      when('removed', paragraph('removed'), list('removed')),
      when('expiresAt', paragraph('expiry')),
      button('action', 'link'),
    ],
  ),
  sponsorship_revoked: defineMail(z.strictObject({ ...sponsored, reason: optional }), [
    paragraph('intro'),
    when('reason', paragraph('reason'), quote('reason')),
    paragraph('next'),
  ]),
  access_request_opened: defineMail(
    z.strictObject({ firstName: word, person: word, customer: word, entitlements: words, reason: optional, link }),
    [
      paragraph('intro'),
      facts('person', 'customer'),
      list('entitlements'),
      when('reason', paragraph('reason'), quote('reason')),
      button('action', 'link'),
    ],
  ),
  access_request_decided: defineMail(
    z.strictObject({ ...sponsored, granted: words, declined: words, reason: optional, link }),
    [
      paragraph('intro'),
      when('granted', paragraph('granted'), list('granted')),
      when('declined', paragraph('declined'), list('declined')),
      when('reason', paragraph('reason'), quote('reason')),
      button('action', 'link'),
    ],
  ),
  attestation_due: defineMail(z.strictObject({ firstName: word, partner: word, count: z.int(), dueAt: moment, link }), [
    paragraph('intro'),
    paragraph('otherwise'),
    button('action', 'link'),
  ]),
  attestation_suspended_person: defineMail(z.strictObject(sponsored), [paragraph('intro'), paragraph('next')]),
  attestation_suspended_partner: defineMail(z.strictObject({ firstName: word, partner: word, people: words, link }), [
    paragraph('intro'),
    list('people'),
    paragraph('next'),
    button('action', 'link'),
  ]),
}
