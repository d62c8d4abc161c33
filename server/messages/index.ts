import { openCatalogue } from '../platform/catalogue.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { createMail, type Letterhead } from '../platform/mail/index.ts'
import { accountMails } from './mails/accounts.ts'
import { alertMails } from './mails/alerts.ts'
import { exportMails } from './mails/exports.ts'
import { importMails } from './mails/imports.ts'
import { inventoryMails } from './mails/inventory.ts'
import { partnerMails } from './mails/partners.ts'
import { registrationMails } from './mails/registration.ts'
import { sponsorshipMails } from './mails/sponsorship.ts'
import { teamMails } from './mails/team.ts'

export { type Say, type WordedColumns, wordedTable } from './file-table.ts'

/** What the server itself says to people: mails and letters, in every language there is a file for. */
export const catalogue = openCatalogue(new URL('./', import.meta.url))

export const mails = {
  ...accountMails,
  ...registrationMails,
  ...sponsorshipMails,
  ...partnerMails,
  ...teamMails,
  ...importMails,
  ...inventoryMails,
  ...alertMails,
  ...exportMails,
}

/** The vendor as it signs messages and letters (R12). */
export async function readLetterhead(tx: Tx): Promise<Letterhead> {
  const row = await tx
    .selectFrom('vendor_settings')
    .select(['name', 'colour', 'help_email', 'help_phone'])
    .executeTakeFirstOrThrow()
  return { name: row.name, colour: row.colour, helpEmail: row.help_email, helpPhone: row.help_phone }
}

const mail = createMail({ templates: mails, catalogue, letterhead: readLetterhead })

export const { sendMail, renderStored, resendMail } = mail
export const mailJobs = mail.jobs
