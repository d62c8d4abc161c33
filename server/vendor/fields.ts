import { z } from '@hono/zod-openapi'
import type { Tx } from '../platform/db/transaction.ts'
import { type FieldProblem, type Problem, problems } from '../platform/http/problem.ts'
import { contrastWithWhite, readableContrast } from './colour.ts'
import { errors } from './errors.ts'

export const tokenField = z.string().min(20).max(200)
export const languageField = z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/)
export const colourField = z
  .string()
  .regex(/^#[0-9a-fA-F]{6}$/)
  .transform((text) => text.toLowerCase())
  .openapi({ example: '#2f5fd0' })
/** Why an access-changing act was done; goes to the audit log. */
export const reasonField = z.string().trim().min(3).max(1000)

/** The refusal of an act that, as it turns out, ends something, without a reason. */
export function reasonMissing(): Problem {
  return problems.invalid_request({ fields: [{ path: 'reason', code: 'required', message: 'Say why' }] })
}

/** Throws unless the language is one the vendor's portal speaks. */
export async function requireKnownLanguage(tx: Tx, language: string): Promise<void> {
  const { languages } = await tx.selectFrom('vendor_settings').select('languages').executeTakeFirstOrThrow()
  if (languages.includes(language)) return
  throw problems.invalid_request({
    fields: [{ path: 'language', code: 'unknown_language', message: `One of: ${languages.join(', ')}` }],
  })
}

/** Throws unless white text on `colour` meets WCAG AA: buttons of pages and mails carry it. `besides`: what else is wrong. */
export function requireReadable(colour: string, besides: FieldProblem[] = []): void {
  const fields = judgeColour({ colour })
  if (fields.length === 0) return
  throw errors.contrast_too_low({
    params: { contrast: contrastWithWhite(colour).toFixed(2), needed: readableContrast },
    fields: [...fields, ...besides],
  })
}

/** A route's `judge` for a form in which other fields are wrong: the colour, where it is one. */
export function judgeColour({ colour }: Record<string, unknown>): FieldProblem[] {
  const { success, data } = colourField.safeParse(colour)
  const contrast = success ? contrastWithWhite(data) : readableContrast
  if (contrast >= readableContrast) return []
  const message = `Contrast ${contrast.toFixed(2)}, needed ${readableContrast}`
  return [{ path: 'colour', code: 'contrast_too_low', message }]
}
