import { z } from '@hono/zod-openapi'
import { emailField } from '../accounts/index.ts'
import { defineRoute } from '../platform/http/route.ts'
import { colourField, judgeColour, languageField, requireReadable } from './fields.ts'
import { administratorsOnly } from './policy.ts'
import { availableLanguages, changeSettings, countClosedBy, countSuspendedBy, readSettings } from './settings.ts'

const days = (from: number, to: number) => z.number().int().min(from).max(to)

const settings = z
  .object({
    name: z.string(),
    colour: z.string(),
    hasLogo: z.boolean(),
    helpEmail: z.string(),
    helpPhone: z.string().nullable(),
    languages: z.array(z.string()),
    availableLanguages: z.array(z.string()),
    defaultLanguage: z.string(),
    confirmationHours: z.number().int(),
    unconfirmedDays: z.number().int(),
    attestationDays: z.number().int(),
    attestationWarningDays: z.number().int(),
    attestationGraceDays: z.number().int(),
    serviceGraceDays: z.number().int(),
    coverageExpiringDays: z.number().int(),
    dailyUploads: z.number().int(),
    updatedAt: z.date(),
  })
  .openapi('VendorSettings')

const settingsChange = z
  .strictObject({
    name: z.string().trim().min(1).max(100),
    colour: colourField,
    helpEmail: emailField,
    helpPhone: z.string().trim().min(3).max(40).nullable(),
    languages: z
      .array(languageField)
      .min(1)
      .max(20)
      .transform((list) => [...new Set(list)]),
    defaultLanguage: languageField,
    confirmationHours: days(1, 336),
    unconfirmedDays: days(1, 90),
    attestationDays: days(1, 1825),
    attestationWarningDays: days(0, 365),
    attestationGraceDays: days(0, 365),
    serviceGraceDays: days(0, 365),
    coverageExpiringDays: days(1, 730),
    dailyUploads: days(1, 1000),
  })
  .partial()
  .openapi('VendorSettingsChange')

export const readSettingsRoute = defineRoute({
  method: 'get',
  path: '/vendor/settings',
  realm: 'vendor',
  tag: 'Vendor settings',
  summary: 'The vendor’s name, colour, help contact, languages and intervals',
  answer: settings,
  handle: async ({ tx }) => ({ ...(await readSettings(tx)), availableLanguages: [...availableLanguages] }),
})

export const changeSettingsRoute = defineRoute({
  method: 'patch',
  path: '/vendor/settings',
  realm: 'vendor',
  tag: 'Vendor settings',
  summary: 'Change settings',
  body: settingsChange,
  answer: settings,
  judge: async (body) => judgeColour(body),
  allow: administratorsOnly,
  handle: async (call) => {
    if (call.body.colour) requireReadable(call.body.colour)
    return { ...(await changeSettings(call, call.body)), availableLanguages: [...availableLanguages] }
  },
})

export const previewSettingsRoute = defineRoute({
  method: 'post',
  path: '/vendor/settings/preview',
  realm: 'vendor',
  tag: 'Vendor settings',
  summary:
    'Whom a change of intervals would suspend (R18), and whose data it would close (R25), at once; changes nothing',
  body: settingsChange,
  answer: z.object({ suspended: z.number().int(), closed: z.number().int() }),
  handle: async ({ tx, body }) => ({
    suspended: await countSuspendedBy(tx, body),
    closed: await countClosedBy(tx, body),
  }),
})
