export { MAIL_ATTEMPTS } from './deliver.ts'
export {
  type Attachment,
  createMail,
  type OpenedMail,
  type Outgoing,
  type StoredMail,
  type Templates,
} from './outbox.ts'
export { type Letterhead, readableOn, renderMail } from './render.ts'
export { button, code, defineMail, facts, list, type MailTemplate, note, paragraph, quote, when } from './template.ts'
export { closeMailConnections } from './transport.ts'
