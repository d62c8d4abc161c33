import { z } from '@hono/zod-openapi'

/** One link of a chain; dates say since and until when it holds, `names` who can change it. */
export function linkOf<L extends z.ZodType, G extends z.ZodType>(link: L, grantedBy: G) {
  return z.object({
    link,
    holds: z.boolean(),
    fact: z.string(),
    state: z.string().nullable(),
    since: z.date().nullable(),
    until: z.date().nullable(),
    givenBy: z.string().nullable(),
    grantedBy,
    names: z.array(z.string()),
  })
}
