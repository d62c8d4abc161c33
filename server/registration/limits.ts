import type { Limit } from '../platform/http/throttle.ts'

const quarter = 900
/** How a link, or a handle, that is nobody's is refused. */
const fitsNothing = ['link_invalid', 'registration_gone']

/**
 * Attempts with number and key: per number (whether it exists or not), per address, and overall (R14). An attempt that
 * succeeds is given back, so that a company's people who register from one office on one day do not lock each other out;
 * what fails stays counted, exactly, under any concurrency (attacks 7 and 8).
 */
export function redeemLimits(input: { number: string; address: string }): Limit[] {
  return [
    { bucket: `redeem/address/${input.address}`, limit: 240, windowSeconds: quarter },
    { bucket: `redeem/number/${input.number}`, limit: 600, windowSeconds: quarter },
    { bucket: 'redeem/overall', limit: 30_000, windowSeconds: quarter },
  ]
}

/** Mails that strangers can cause to one address, whether it has an account or not, resent ones too. Never given back. */
export function mailLimits(input: { email: string }): Limit[] {
  return [{ bucket: `registration-mail/to/${input.email}`, limit: 10, windowSeconds: 3600 }]
}

/** Anybody can register as a partner's employee, without a number: fewer from one address. */
export function employeeLimits(input: { address: string }): Limit[] {
  return [
    { bucket: `employee/address/${input.address}`, limit: 60, windowSeconds: 3600 },
    { bucket: 'employee/overall', limit: 3000, windowSeconds: 3600 },
  ]
}

/**
 * What a browser with a handle, or a person with a link, does; handles and tokens cannot be guessed. Of an address only what
 * fits nothing counts: an office that registers on one day waits for nobody.
 */
export function secretLimits(input: { secretHash: string; address: string; each: number }): Limit[] {
  return [
    { bucket: `confirm/address/${input.address}`, limit: 1200, windowSeconds: quarter, guessedBy: fitsNothing },
    { bucket: `confirm/secret/${input.secretHash}`, limit: input.each, windowSeconds: quarter },
  ]
}

/** Typed codes: five a mail by count of their own; this bounds wrong ones per address as well. */
export function codeLimits(input: { address: string }): Limit[] {
  return [
    {
      bucket: `code/address/${input.address}`,
      limit: 60,
      windowSeconds: quarter,
      guessedBy: [...fitsNothing, 'code_wrong', 'code_exhausted'],
    },
  ]
}
