import { type CodeReading, checkCode } from '../platform/crypto/check-code.ts'

const registrationNumber = checkCode({ dataLength: 8, group: 3 })
const verificationKey = checkCode({ dataLength: 24, group: 5 })

/** A registration number (R6): 40 random bits and a check character, nine characters. An address, not a secret. */
export function newRegistrationNumber(): string {
  return registrationNumber.make()
}

/** Reads a typed registration number; a typing error is found before anything is looked up. */
export function parseRegistrationNumber(text: string): CodeReading {
  return registrationNumber.parse(text)
}

/** As it is shown, printed and read aloud: `XXX-XXX-XXX`. */
export function formatRegistrationNumber(normalised: string): string {
  return registrationNumber.format(normalised)
}

/** A verification key (R14): 120 random bits and a check character, 25 characters. Show it once, store only its `keyHash`. */
export function newVerificationKey(): string {
  return verificationKey.make()
}

/** Reads a typed verification key. */
export function parseVerificationKey(text: string): CodeReading {
  return verificationKey.parse(text)
}

/** As it is shown: five groups of five. */
export function formatVerificationKey(normalised: string): string {
  return verificationKey.format(normalised)
}
