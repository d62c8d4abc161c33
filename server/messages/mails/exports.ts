import { z } from 'zod'
import { button, defineMail, note, paragraph } from '../../platform/mail/template.ts'
import { link, word } from './fields.ts'

const file = z.strictObject({ firstName: word, partner: word, list: word, link })

/** What somebody hears of a file they had made in the background. */
export const exportMails = {
  export_ready: defineMail(file, [paragraph('intro'), button('action', 'link'), note('kept')]),
  export_failed: defineMail(file, [paragraph('intro'), paragraph('next'), button('action', 'link')]),
}
