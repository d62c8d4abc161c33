import { z } from 'zod'
import { button, defineMail, facts, list, paragraph, quote } from '../../platform/mail/template.ts'
import { link, moment, word, words } from './fields.ts'

const count = z.int().nonnegative()

const ended = defineMail(z.strictObject({ firstName: word, partner: word, customers: words, until: moment, link }), [
  paragraph('intro'),
  list('customers'),
  paragraph('next'),
  button('action', 'link'),
])
const associationsEnding = z.strictObject({ firstName: word, partner: word, count, associations: words, link })

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
  acting_started: defineMail(
    z.strictObject({ firstName: word, partner: word, person: word, reason: word, until: moment, link }),
    [paragraph('intro'), quote('reason'), paragraph('limits'), button('action', 'link')],
  ),
  last_administrator_warning: defineMail(
    z.strictObject({ firstName: word, partner: word, administrator: word, link }),
    [paragraph('intro'), paragraph('next'), button('action', 'link')],
  ),
  contracts_ending: defineMail(z.strictObject({ firstName: word, partner: word, count, items: words, link }), [
    paragraph('intro'),
    list('items'),
    paragraph('otherwise'),
    button('action', 'link'),
  ]),
  service_grace: ended,
  service_closing: ended,
  service_closed: ended,
  associations_ending_person: defineMail(associationsEnding, [
    paragraph('intro'),
    list('associations'),
    paragraph('next'),
    button('action', 'link'),
  ]),
  associations_ending_giver: defineMail(associationsEnding, [
    paragraph('intro'),
    list('associations'),
    paragraph('next'),
    button('action', 'link'),
  ]),
  status_report: defineMail(
    z.strictObject({
      firstName: word,
      partner: word,
      since: moment,
      until: moment,
      active: count,
      withoutAccess: count.default(0), // messages from before it was counted
      unconfirmed: count,
      toVerify: count,
      suspended: count,
      disabled: count,
      link,
    }),
    [
      paragraph('intro'),
      facts('active', 'withoutAccess', 'unconfirmed', 'toVerify', 'suspended', 'disabled'),
      paragraph('attached'),
      button('action', 'link'),
    ],
  ),
  access_review_begun: defineMail(
    z.strictObject({ firstName: word, partner: word, review: word, startedBy: word, count, dueAt: moment, link }),
    [paragraph('intro'), paragraph('how'), button('action', 'link')],
  ),
  /** One message a reviewer, with all reviews that wait for them. */
  access_review_reminder: defineMail(z.strictObject({ firstName: word, partner: word, reviews: words, link }), [
    paragraph('intro'),
    list('reviews'),
    paragraph('next'),
    button('action', 'link'),
  ]),
  access_review_reminder_vendor: defineMail(z.strictObject({ firstName: word, reviews: words, link }), [
    paragraph('intro'),
    list('reviews'),
    paragraph('next'),
    button('action', 'link'),
  ]),
  access_review_closed: defineMail(z.strictObject({ firstName: word, partner: word, review: word, link }), [
    paragraph('intro'),
    paragraph('next'),
    button('action', 'link'),
  ]),
  access_review_overdue: defineMail(
    z.strictObject({ firstName: word, partner: word, review: word, count, rule: word, link }),
    [paragraph('intro'), paragraph('rule'), paragraph('next'), button('action', 'link')],
  ),
  access_review_due_changed: defineMail(
    z.strictObject({ firstName: word, partner: word, review: word, before: moment, dueAt: moment, reason: word, link }),
    [paragraph('intro'), quote('reason'), button('action', 'link')],
  ),
  access_review_withdrawn: defineMail(z.strictObject({ firstName: word, partner: word, review: word, reason: word }), [
    paragraph('intro'),
    quote('reason'),
    paragraph('next'),
  ]),
  /** To the vendor, when all parts of its review are closed; `count` partners. */
  access_review_closed_vendor: defineMail(
    z.strictObject({ firstName: word, review: word, count, rows: count, unanswered: count, link }),
    [paragraph('intro'), paragraph('rows'), paragraph('next'), button('action', 'link')],
  ),
}
