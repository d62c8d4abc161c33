import type { OperationCall } from '../audit/index.ts'
import { sendMail } from '../messages/index.ts'
import { formatTypedCode } from '../platform/crypto/tokens.ts'
import type { Tx } from '../platform/db/transaction.ts'
import type { RouteDeps } from '../platform/http/route.ts'
import type { Outcome } from './handle.ts'
import { type Names, sponsorshipAdministrators } from './queries.ts'
import type { MailedSecrets } from './secrets.ts'

/** Who is written to, and about what: a sponsorship, or a company whose employee the person is. */
export type Addressee = {
  who: Names
  sponsor: { partnerId: string; partnerName: string; customerName: string } | null
  companyName: string
}

type Call = { tx: Tx; deps: Pick<RouteDeps, 'config'> }

const headOf = ({ who, sponsor }: Addressee) => ({
  to: who.email,
  language: who.language,
  partnerId: sponsor?.partnerId ?? null,
})

const sponsored = ({ who, sponsor }: Addressee) => ({
  firstName: who.firstName,
  partner: sponsor?.partnerName ?? '',
  customer: sponsor?.customerName ?? '',
})

/** The link and the typed code (R10, R15); the only place where both exist in clear. */
export async function mailConfirm(
  { tx, deps }: OperationCall,
  to: Addressee,
  secrets: MailedSecrets,
  expiresAt: Date,
): Promise<void> {
  const { config } = deps
  const params = {
    link: `${config.origin}/confirm#t=${secrets.token}`,
    code: formatTypedCode(secrets.code),
    expiresAt,
  }
  if (to.sponsor)
    await sendMail(tx, config, {
      ...headOf(to),
      template: 'registration_confirm',
      params: { ...sponsored(to), ...params },
    })
  else
    await sendMail(tx, config, {
      ...headOf(to),
      template: 'partner_employee_confirm',
      params: { firstName: to.who.firstName, partner: to.companyName, ...params },
    })
}

/**
 * To the owner of an account whose address somebody (perhaps they themselves) typed into a registration: by the account's own
 * first name and in its language (R33), whatever was typed.
 */
export async function mailAlreadyAccount(
  { tx, deps }: Call,
  about: Addressee,
  owner: Pick<Names, 'firstName' | 'language'>,
): Promise<void> {
  const { config } = deps
  const to = { ...about, who: { ...about.who, firstName: owner.firstName, language: owner.language } }
  if (to.sponsor)
    await sendMail(tx, config, {
      ...headOf(to),
      template: 'registration_already_account',
      params: { ...sponsored(to), link: `${config.origin}/access/add` },
    })
  else
    await sendMail(tx, config, {
      ...headOf(to),
      template: 'partner_employee_already_account',
      params: { firstName: to.who.firstName, link: `${config.origin}/sign-in` },
    })
}

/** After confirmation: what the person has now, if anything, or that the partner looks first (R8), with a word to the partner. */
export async function mailConfirmed(call: Call, to: Addressee, state: Outcome, freeMail: boolean): Promise<void> {
  const { tx, deps } = call
  const link = `${deps.config.origin}/access`
  if (state === 'registered')
    await sendMail(tx, deps.config, {
      ...headOf(to),
      template: 'partner_employee_confirmed',
      params: { firstName: to.who.firstName, partner: to.companyName, link: `${deps.config.origin}/sign-in` },
    })
  else if (state === 'active' || state === 'without_access')
    await sendMail(tx, deps.config, {
      ...headOf(to),
      template: state === 'active' ? 'registration_confirmed' : 'registration_without_access',
      params: { ...sponsored(to), link },
    })
  else {
    await sendMail(tx, deps.config, {
      ...headOf(to),
      template: 'registration_to_be_verified',
      params: sponsored(to),
    })
    await mailAdministrators(call, to, (firstName, about) => ({
      template: 'person_to_verify' as const,
      params: { firstName, ...about, freeMail },
    }))
  }
}

/** "This was not me": the partner is told that somebody used a stranger's address. */
export function mailCancelled(call: Call, to: Addressee): Promise<void> {
  return mailAdministrators(call, to, (firstName, about) => ({
    template: 'registration_cancelled_partner' as const,
    params: { firstName, ...about },
  }))
}

/** Four weeks and nobody confirmed: both sides are told (R16). */
export async function mailLapsed(call: Call, to: Addressee): Promise<void> {
  await sendMail(call.tx, call.deps.config, {
    ...headOf(to),
    template: 'registration_lapsed_person',
    params: { ...sponsored(to), link: `${call.deps.config.origin}/register` },
  })
  await mailAdministrators(call, to, (firstName, about) => ({
    template: 'registration_lapsed_partner' as const,
    params: { firstName, ...about },
  }))
}

type About = { person: string; email: string; customer: string; link: string }
type ToAdministrators =
  | { template: 'person_to_verify'; params: { firstName: string; freeMail: boolean } & About }
  | {
      template: 'registration_cancelled_partner' | 'registration_lapsed_partner'
      params: { firstName: string } & About
    }

async function mailAdministrators(
  { tx, deps }: Call,
  to: Addressee,
  message: (firstName: string, about: About) => ToAdministrators,
): Promise<void> {
  if (!to.sponsor) return
  const { partnerId, customerName } = to.sponsor
  const about = {
    person: `${to.who.firstName} ${to.who.lastName}`,
    email: to.who.email,
    customer: customerName,
    link: `${deps.config.origin}/partner/${partnerId}/people`,
  }
  for (const administrator of await sponsorshipAdministrators(tx, partnerId)) {
    await sendMail(tx, deps.config, {
      to: administrator.email,
      language: administrator.language,
      partnerId,
      ...message(administrator.first_name, about),
    })
  }
}
