import { z } from 'zod'
import { button, defineMail, facts, note, paragraph, quote, when } from '../../platform/mail/template.ts'
import { link, moment, optional, word } from './fields.ts'

const invitation = z.strictObject({ inviter: word, partner: word, role: word, note: optional, link, expiresAt: moment })
/** What became of a membership, by whom and why. */
const changed = { firstName: word, partner: word, administrator: word, reason: optional }

/** What people of a partner hear about their place in its team. */
export const teamMails = {
  team_invitation: defineMail(invitation, [
    paragraph('intro'),
    facts('role'),
    when('note', quote('note')),
    button('action', 'link'),
    note('expiry'),
  ]),
  /** From the vendor's support agent to a partner's first super administrator (R19). */
  super_admin_invitation: defineMail(invitation, [
    paragraph('intro'),
    paragraph('next'),
    when('note', quote('note')),
    button('action', 'link'),
    note('expiry'),
  ]),
  member_role_changed: defineMail(z.strictObject({ ...changed, role: word, link }), [
    paragraph('intro'),
    facts('role'),
    when('reason', quote('reason')),
    button('action', 'link'),
  ]),
  member_suspended: defineMail(z.strictObject(changed), [
    paragraph('intro'),
    when('reason', quote('reason')),
    paragraph('next'),
  ]),
  member_removed: defineMail(z.strictObject(changed), [
    paragraph('intro'),
    when('reason', quote('reason')),
    paragraph('next'),
  ]),
  member_reactivated: defineMail(z.strictObject({ ...changed, link }), [
    paragraph('intro'),
    when('reason', quote('reason')),
    button('action', 'link'),
  ]),
}
