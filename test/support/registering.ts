import type { mails } from '../../server/messages/index.ts'
import { deriveKey, open } from '../../server/platform/crypto/tokens.ts'
import { goodPassword, type SponsorshipFixture, type World } from './world.ts'

let counter = 0

/** A body for POST /registration under the sponsorship; each call another address. */
export function customerUser(of: Pick<SponsorshipFixture, 'number' | 'key'>, given: Record<string, unknown> = {}) {
  counter += 1
  return {
    kind: 'customer_user',
    firstName: 'Ana',
    lastName: 'Ruiz',
    email: `ana.ruiz${counter}@customer.example`,
    language: 'en',
    password: goodPassword,
    registrationNumber: of.number,
    verificationKey: of.key,
    jobTitle: 'Network engineer',
    phone: '+34 600 000 000',
    site: 'Madrid',
    country: 'ES',
    employedStatement: true,
    termsAccepted: true,
    ...given,
  }
}

export function partnerEmployee(given: Record<string, unknown> = {}) {
  counter += 1
  return {
    kind: 'partner_employee',
    firstName: 'Leo',
    lastName: 'Gomez',
    email: `leo${counter}@partner.example`,
    language: 'en',
    password: goodPassword,
    companyName: 'Orbit Networks',
    termsAccepted: true,
    ...given,
  }
}

export type QueuedMail = {
  mailId: string
  to: string
  template: keyof typeof mails
  language: string
  params: Record<string, string>
}

/** Mails queued to an address, oldest first, with the parameters only the installation's key opens. */
export async function mailsTo(world: World, address: string): Promise<QueuedMail[]> {
  const rows = await world.ownerDb
    .selectFrom('mail_message')
    .selectAll()
    .where('to_address', '=', address)
    .orderBy('mail_id')
    .execute()
  return rows.map((row) => ({
    mailId: row.mail_id,
    to: row.to_address,
    template: row.template as keyof typeof mails,
    language: row.language,
    params: JSON.parse(open(deriveKey(world.config.secret, 'mail'), row.params_sealed as Buffer, row.mail_id)).params,
  }))
}

/** The token of the latest link, and the latest code, mailed to an address. */
export async function mailedTo(world: World, address: string): Promise<{ token: string; code: string }> {
  const latest = (await mailsTo(world, address)).filter(({ params }) => params.link?.includes('/confirm#t=')).at(-1)
  if (!latest) throw new Error(`no confirmation was mailed to ${address}`)
  return { token: latest.params.link?.split('#t=')[1] ?? '', code: latest.params.code ?? '' }
}

/** Every row that a registration could have written, counted; to show that nothing was. */
export async function traces(world: World): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const table of [
    'auth.user',
    'registration',
    'confirmation',
    'registration_handle',
    'mail_message',
    'audit_entry',
  ] as const)
    counts[table] = Number(
      (
        await world.ownerDb
          .selectFrom(table)
          .select((e) => e.fn.countAll().as('n'))
          .executeTakeFirstOrThrow()
      ).n,
    )
  return counts
}
