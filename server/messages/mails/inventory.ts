import { z } from 'zod'
import { button, defineMail, facts, paragraph } from '../../platform/mail/template.ts'
import { link, word } from './fields.ts'

const count = z.int().nonnegative()

const taken = z.strictObject({
  firstName: word,
  file: z.string(),
  customer: word,
  inventory: word,
  devices: count,
  newDevices: count,
  changedDevices: count,
  goneDevices: count,
  link,
})

/** What somebody hears about inventory they uploaded (R29). */
export const inventoryMails = {
  collection_done: defineMail(taken, [
    paragraph('intro'),
    facts('devices', 'newDevices', 'changedDevices', 'goneDevices'),
    button('action', 'link'),
  ]),
  collection_blocked: defineMail(taken, [paragraph('intro'), paragraph('next'), button('action', 'link')]),
  collection_failed: defineMail(taken, [paragraph('intro'), paragraph('next'), button('action', 'link')]),
}
