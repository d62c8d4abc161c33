import { z } from '@hono/zod-openapi'
import {
  judgePerson,
  passwordField,
  personalEmailField,
  requireGoodPassword,
  requirePersonalName,
} from '../accounts/index.ts'
import { hashPassword } from '../platform/crypto/passwords.ts'
import { type FieldProblem, Problem } from '../platform/http/problem.ts'
import { networkOf } from '../platform/http/request.ts'
import { defineRoute, type RouteDeps } from '../platform/http/route.ts'
import { giveBackLimits } from '../platform/http/throttle.ts'
import { checkNumberAndKey } from './check.ts'
import { additionalFields, isCompanyName, keyField, numberField, offeredEntitlement, personFields } from './fields.ts'
import { employeeLimits, mailLimits, redeemLimits } from './limits.ts'
import { type Prepared, registerCustomerUser, registerPartnerEmployee } from './register.ts'
import { type RegistrationSettings, readSettings } from './settings.ts'

export const checkRoute = defineRoute({
  method: 'post',
  path: '/registration/check',
  realm: 'public',
  tag: 'Registration',
  summary: 'What a registration number and its verification key open; takes nothing',
  body: z.strictObject({
    registrationNumber: numberField,
    verificationKey: keyField,
    email: personalEmailField.optional(),
  }),
  answer: z
    .object({
      companyName: z.string(),
      partnerName: z.string(),
      entitlements: z.array(offeredEntitlement),
      domainFits: z.boolean().nullable(),
    })
    .openapi('RegistrationCheck'),
  limits: ({ body, address }) => redeemLimits({ number: body.registrationNumber, address }),
  handle: async (call) => {
    const { registrationNumber: number, verificationKey: key, email } = call.body
    const answer = await checkNumberAndKey(call, { number, key, email })
    if (!(answer instanceof Problem)) returnAttempt(call, number)
    return answer
  },
})

/** So that *Your information* is put right where it is asked, not four steps later. Looks nothing up about anybody. */
export const checkPersonRoute = defineRoute({
  method: 'post',
  path: '/registration/person',
  realm: 'public',
  tag: 'Registration',
  summary: 'Whether names, address and password would do; keeps nothing',
  body: z.strictObject({ ...personFields, password: passwordField }).superRefine(requirePersonalName),
  limits: ({ address }) => [{ bucket: `registration-person/address/${address}`, limit: 300, windowSeconds: 900 }],
  judge: judgeOwnPassword,
  prepare: async ({ body, deps }) => requireOwnPassword(body, await readSettings(deps.db)),
  handle: async () => undefined,
})

async function judgeOwnPassword(body: Record<string, unknown>, { db }: RouteDeps): Promise<FieldProblem[]> {
  return judgePerson(body, [(await readSettings(db)).vendorName])
}

function requireOwnPassword(
  body: { password: string; firstName: string; lastName: string; email: string; companyName?: string },
  settings: RegistrationSettings,
): Promise<void> {
  const { firstName, lastName, email, companyName } = body
  return requireGoodPassword(body.password, [firstName, lastName, email, settings.vendorName, companyName ?? ''])
}

const customerUser = z
  .strictObject({
    kind: z.literal('customer_user'),
    ...personFields,
    password: passwordField,
    registrationNumber: numberField,
    verificationKey: keyField,
    ...additionalFields,
  })
  .superRefine(requirePersonalName)
  .openapi('CustomerUserRegistration')

const partnerEmployee = z
  .strictObject({
    kind: z.literal('partner_employee'),
    ...personFields,
    password: passwordField,
    companyName: z
      .string()
      .trim()
      .min(2)
      .max(120)
      .refine(isCompanyName, {
        params: { code: 'company_not_a_name' },
        message: 'Give the name of the company, without addresses',
      }),
    termsAccepted: z.literal(true),
  })
  .superRefine(requirePersonalName)
  .openapi('PartnerEmployeeRegistration')

/**
 * The password is judged and hashed before the transaction, whatever number and key are worth: the slow part is the same
 * for everybody, and no database connection waits for it.
 */
export const registerRoute = defineRoute({
  method: 'post',
  path: '/registration',
  realm: 'public',
  tag: 'Registration',
  summary: 'Register: as a partner’s customer with number and key, or as a partner’s employee',
  body: z.discriminatedUnion('kind', [customerUser, partnerEmployee]),
  status: 202,
  answer: z.object({ handle: z.string(), email: z.string() }).openapi('RegistrationAcknowledged'),
  limits: ({ body, address }) => [
    ...(body.kind === 'customer_user'
      ? redeemLimits({ number: body.registrationNumber, address })
      : employeeLimits({ address })),
    ...mailLimits({ email: body.email }),
  ],
  judge: judgeOwnPassword,
  prepare: async ({ body, deps }): Promise<Prepared> => {
    const settings = await readSettings(deps.db)
    await requireOwnPassword(body, settings)
    return { passwordHash: await hashPassword(body.password), settings }
  },
  handle: async (call) => {
    const { body } = call
    const prepared = call.prepared as Prepared
    const { firstName, lastName, email, language } = body
    const who = { firstName, lastName, email, language }
    if (body.kind === 'partner_employee')
      return registerPartnerEmployee(call, prepared, { who, companyName: body.companyName })
    const { registrationNumber: number, verificationKey: key, jobTitle, phone, site, country } = body
    const additional = { jobTitle, phone, site, country }
    const answer = await registerCustomerUser(call, prepared, { number, key, who, additional })
    if (!(answer instanceof Problem)) returnAttempt(call, number)
    return answer
  },
})

/** What succeeded is not counted against number, address and portal; nobody waits for that. */
export function returnAttempt(
  { deps, request }: Pick<Parameters<typeof checkNumberAndKey>[0], 'deps' | 'request'>,
  number: string,
): void {
  giveBackLimits(deps.db, redeemLimits({ number, address: networkOf(request.address) })).catch((error: unknown) =>
    deps.log.warn({ err: error, requestId: request.requestId }, 'a successful attempt stays counted'),
  )
}
