import { z } from '@hono/zod-openapi'
import { problems } from '../platform/http/problem.ts'
import { defineRoute } from '../platform/http/route.ts'
import { logoMaxBytes, readLogo, removeLogo, setLogo } from './logo.ts'
import { administratorsOnly } from './policy.ts'

const tag = 'Vendor settings'
const extensions: Record<string, string> = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/webp': 'webp' }

export const setLogoRoute = defineRoute({
  method: 'put',
  path: '/vendor/settings/logo',
  realm: 'vendor',
  tag,
  summary: 'Upload the logo: PNG, JPEG or WebP, at most 200 kB, in base64',
  body: z.strictObject({
    data: z
      .string()
      .min(8)
      .max(Math.ceil(logoMaxBytes / 3) * 4 + 1024)
      .regex(/^[A-Za-z0-9+/]+={0,2}$/),
  }),
  allow: administratorsOnly,
  handle: (call) => setLogo(call, call.body.data),
})

export const removeLogoRoute = defineRoute({
  method: 'delete',
  path: '/vendor/settings/logo',
  realm: 'vendor',
  tag,
  summary: 'Remove the logo',
  allow: administratorsOnly,
  handle: (call) => removeLogo(call),
})

export const readLogoRoute = defineRoute({
  method: 'get',
  path: '/vendor-logo',
  realm: 'public',
  tag,
  summary: 'The vendor’s logo',
  // The pages add the time of the last change, so that a new logo shows at once.
  query: z.object({ v: z.string().max(40).optional() }),
  produces: 'image/*',
  handle: async ({ tx }) => {
    const logo = await readLogo(tx)
    if (!logo) throw problems.not_found()
    return { file: logo.bytes, type: logo.type, name: `logo.${extensions[logo.type] ?? 'bin'}`, inline: true }
  },
})
