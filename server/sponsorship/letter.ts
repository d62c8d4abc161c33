import { catalogue } from '../messages/index.ts'
import { letterPdf } from '../platform/files/pdf.ts'
import type { Letterhead } from '../platform/mail/index.ts'
import { formatRegistrationNumber, formatVerificationKey } from './codes.ts'

export type LetterFacts = {
  /** The customer's. */
  language: string
  origin: string
  letterhead: Letterhead
  /** PNG or JPEG. */
  logo: Uint8Array | null
  partner: string
  customer: string
  /** Further lines of the address, as far as recorded. */
  address: string[]
  /** Normalised. */
  registrationNumber: string
  /** Normalised; null prints the letter without it. It is in the letter's text only, never in a link or code (issue §5). */
  verificationKey: string | null
  expiresAt: Date
}

/** The letter with which a customer gets its number, and the key if the administrator chose so; a printable PDF. */
export function sponsorshipLetter(facts: LetterFacts): Promise<Uint8Array<ArrayBuffer>> {
  const { letterhead, verificationKey } = facts
  const { name: vendor, helpEmail, helpPhone } = letterhead
  const page = `${facts.origin}/register`
  const values = { ...facts, vendor, helpEmail, helpPhone, page }
  const text = (key: string) => catalogue.text(facts.language, `letter.${key}`, values)
  const number = {
    label: text('number'),
    value: formatRegistrationNumber(facts.registrationNumber),
    note: text('number_note'),
    address: { url: `${page}?number=${facts.registrationNumber}`, caption: text('page') },
  }
  const key = verificationKey && {
    label: text('key'),
    value: formatVerificationKey(verificationKey),
    note: text('key_note'),
  }
  return letterPdf({
    language: catalogue.resolve(facts.language),
    sender: { name: vendor, colour: letterhead.colour, logo: facts.logo },
    recipient: [facts.customer, ...facts.address],
    date: catalogue.date(facts.language, new Date()),
    title: text('title'),
    paragraphs: [text('intro')],
    codes: key ? [number, key] : [number],
    stepsTitle: text('steps'),
    steps: [1, 2, 3, 4, 5].map((step) => text(`step_${step}`)),
    closing: [...(key ? [] : [text('key_separate')]), text('expiry')],
    footer: text(helpPhone ? 'help_with_phone' : 'help'),
  })
}
