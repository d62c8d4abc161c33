import { z } from 'zod'
import { button, defineMail, list, note, paragraph, when } from '../../platform/mail/template.ts'
import { link, word, words } from './fields.ts'

const digest = z.strictObject({
  firstName: word,
  partner: word,
  count: z.int().positive(),
  customers: words,
  alerts: words,
  link,
})

/** What opened since the last one, for who asked to be told. */
export const alertMails = {
  alerts_digest: defineMail(digest, [
    paragraph('intro'),
    list('customers'),
    when('alerts', paragraph('newest'), list('alerts')),
    button('action', 'link'),
    note('off'),
  ]),
}
