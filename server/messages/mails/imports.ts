import { z } from 'zod'
import { button, defineMail, facts, paragraph } from '../../platform/mail/template.ts'
import { link, word } from './fields.ts'

const count = z.int().nonnegative()

const imported = z.strictObject({
  firstName: word,
  file: word,
  newContracts: count,
  changedContracts: count,
  newLines: count,
  changedLines: count,
  link,
})

/** What the vendor's staff hear about files they import. */
export const importMails = {
  import_applied: defineMail(imported, [
    paragraph('intro'),
    facts('newContracts', 'changedContracts', 'newLines', 'changedLines'),
    button('action', 'link'),
  ]),
  import_failed: defineMail(imported, [paragraph('intro'), paragraph('next'), button('action', 'link')]),
}
