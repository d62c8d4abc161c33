import { z } from 'zod'
import { button, defineMail, facts, paragraph, quote } from '../../platform/mail/template.ts'
import { link, moment, word } from './fields.ts'

const count = z.int().nonnegative()

/** What a partner's people hear from the vendor. */
export const partnerMails = {
  administrator_request_received: defineMail(z.strictObject({ firstName: word, partner: word }), [
    paragraph('intro'),
    paragraph('next'),
  ]),
  administrator_request_approved: defineMail(z.strictObject({ firstName: word, partner: word, link }), [
    paragraph('intro'),
    paragraph('next'),
    button('action', 'link'),
  ]),
  administrator_request_declined: defineMail(z.strictObject({ firstName: word, partner: word, reason: word, link }), [
    paragraph('intro'),
    quote('reason'),
    paragraph('next'),
    button('action', 'link'),
  ]),
  last_administrator_warning: defineMail(
    z.strictObject({ firstName: word, partner: word, administrator: word, link }),
    [paragraph('intro'), paragraph('next'), button('action', 'link')],
  ),
  status_report: defineMail(
    z.strictObject({
      firstName: word,
      partner: word,
      since: moment,
      until: moment,
      active: count,
      unconfirmed: count,
      toVerify: count,
      suspended: count,
      disabled: count,
      link,
    }),
    [
      paragraph('intro'),
      facts('active', 'unconfirmed', 'toVerify', 'suspended', 'disabled'),
      paragraph('attached'),
      button('action', 'link'),
    ],
  ),
}
