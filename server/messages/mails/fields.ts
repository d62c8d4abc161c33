import { z } from 'zod'

/** An instant, as Date or ISO text; texts show it with `{{x, moment}}` or `{{x, day}}`. */
export const moment = z.union([z.date(), z.iso.datetime()]).transform((value) => new Date(value).toISOString())

/** Address of a page of this installation; secrets stand behind # where no log sees them. */
export const link = z.url()

export const word = z.string().min(1)
export const optional = z
  .string()
  .nullish()
  .transform((value) => value || null)
export const words = z.array(word)

/** The person written to, the partner that sponsors and the company sponsored. */
export const sponsored = { firstName: word, partner: word, customer: word }
