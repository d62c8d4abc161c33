import { sql } from 'kysely'
import { audit, type OperationCall } from '../audit/index.ts'
import type { Config } from '../platform/config.ts'
import { hashToken, newToken } from '../platform/crypto/tokens.ts'
import { actAsSystem, type Db, inTransaction, type Tx } from '../platform/db/transaction.ts'
import { newId } from '../platform/ids.ts'
import { errors } from './errors.ts'
import { consumeInvitation, findOpenInvitation, type OpenInvitation } from './invitation-queries.ts'
import { addStaff, makeConfirmedAccount } from './staff-queries.ts'

const linkHours = 24
/** Processes of one installation that print a link within this time were started together. */
const startingTogetherMinutes = 2

/**
 * On an installation without an administrator: makes a fresh one-time link, prints it in words, and ends the unused
 * earlier one, unless another process that starts at the same time has just printed it: each of theirs works until one is
 * used. Returns the link, or null when the portal is set up.
 */
export async function ensureSetupLink(
  db: Db,
  config: Pick<Config, 'origin'>,
  print: (text: string) => void = (text) => process.stdout.write(text),
): Promise<string | null> {
  const token = newToken()
  const made = await inTransaction(db, { kind: 'system' }, async (tx) => {
    const settings = await tx.selectFrom('vendor_settings').select('set_up_at').executeTakeFirstOrThrow()
    if (settings.set_up_at) return false
    await withdrawSetupLinks(tx, startingTogetherMinutes)
    await sql`insert into staff_invitation (invitation_id, proof_hash, purpose, role, language, expires_at)
      values (${newId()}, ${hashToken(token)}, 'setup', 'administrator', 'en', now() + make_interval(hours => ${linkHours}))`.execute(
      tx,
    )
    return true
  })
  if (!made) return null
  const link = `${config.origin}/set-up#t=${token}`
  print(
    `\nThis portal has no administrator yet. Open this link within ${linkHours} hours to become the first one:\n\n    ${link}\n\nIt works once; the next start prints a new one.\n\n`,
  )
  return link
}

/** Unused links stop working; those of the last minutes, which another process that starts beside this one has printed, may stay. */
async function withdrawSetupLinks(tx: Tx, olderThanMinutes: number): Promise<void> {
  await sql`update staff_invitation set withdrawn_at = now()
    where purpose = 'setup' and accepted_at is null and withdrawn_at is null
      and created_at <= now() - make_interval(mins => ${olderThanMinutes})`.execute(tx)
}

/** Whether the link still works, and the languages to choose from. */
export async function previewSetup(
  call: OperationCall,
  token: string,
): Promise<{ expiresAt: Date; languages: string[] }> {
  const invitation = await findOpenInvitation(call.tx, hashToken(token), 'setup')
  if (!invitation) throw errors.link_invalid()
  const { languages } = await call.tx.selectFrom('vendor_settings').select('languages').executeTakeFirstOrThrow()
  return { expiresAt: invitation.expiresAt, languages }
}

export type SetupInput = {
  token: string
  firstName: string
  lastName: string
  email: string
  language: string
  vendorName: string
  helpEmail: string
  colour?: string | undefined
}

/** Makes the first administrator and names the vendor. Of two callers with one link, one wins. */
export async function setUp(call: OperationCall, input: SetupInput, passwordHash: string): Promise<{ email: string }> {
  const { tx, deps, request } = call
  const invitation: OpenInvitation | null = await consumeInvitation(tx, hashToken(input.token), 'setup')
  if (!invitation) throw errors.link_invalid()
  await actAsSystem(tx)
  const settings =
    await sql`update vendor_settings set set_up_at = now(), updated_at = now(), name = ${input.vendorName},
    help_email = ${input.helpEmail}, colour = coalesce(${input.colour ?? null}, colour), default_language = ${input.language}
    where set_up_at is null`.execute(tx)
  if (settings.numAffectedRows !== 1n) throw errors.already_set_up()
  await withdrawSetupLinks(tx, 0)
  const accountId = await makeConfirmedAccount(tx, input, passwordHash)
  if (!accountId) throw errors.account_exists()
  await addStaff(tx, { ...input, accountId, role: 'administrator' })
  await audit(
    tx,
    deps.config.secret,
    { person: { ...input, accountId }, address: request.address, requestId: request.requestId },
    {
      partnerId: null,
      action: 'vendor.set_up',
      objectType: 'vendor',
      objectId: 'vendor',
      objectLabel: input.vendorName,
      why: 'set-up link printed by the server',
      detail: { administrator: input.email, vendorName: input.vendorName, helpEmail: input.helpEmail },
    },
  )
  return { email: input.email }
}
