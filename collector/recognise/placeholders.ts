/*
 * What devices say where they have no serial number. Judged by shape, in capitals and without what only separates.
 */
const words =
  /^(N\/?A|NA|NIL|NULL|NONE|EMPTY|BLANK|TBD|TBA|UNKNOWN|UNDEFINED|UNSPECIFIED|UNAVAILABLE|INVALID|DEFAULT\b.*|DUMMY|EXAMPLE|SAMPLE|VIRTUAL|NOT\W*\w+|NO\W*(SERIAL|S\/?N|VALUE|DATA|ASSET|INFO)\b.*|(SYSTEM|CHASSIS|BASE ?BOARD|PRODUCT|DEVICE|BOARD|MODULE)? ?(SERIAL|S\/N)( ?(NUMBER|NUM|NO\.?|#))?|TO BE FILLED.*|O\.?E\.?M\.?|HIDDEN|PRIVATE|REDACTED|REMOVED|REPLACED|MASKED|SANITI[SZ]ED|ANONYMI[SZ]ED|CENSORED|OBFUSCATED|CONFIDENTIAL|SECRET|DELETED|UNINITIALI[SZ]ED|UNPROGRAMMED)$/
/** `<private>`, `[redacted]`, `(none)`, `***`, `$SERIAL$`: in the place of a value. */
const bracketed = /^[<[({*$%#"'].*[>\])}*$%#"']$/

const MIN_LENGTH = 3

export function isPlaceholder(serial: string): boolean {
  const said = serial.trim().toUpperCase()
  const bare = said.replaceAll(/[\s\-_.:;,/\\|]/g, '')
  if (bare.length < MIN_LENGTH) return true
  if (/^(.)\1*$/.test(bare)) return true // FFFFFFFFFFFF, 000000, XXXX, ????
  // Digits in their order from 0 up or from 9 down. From 1 on a device is believed: whether that identifies it, the portal judges.
  if ('0123456789'.repeat(6).startsWith(bare) || '9876543210'.repeat(6).startsWith(bare)) return true
  return words.test(said) || bracketed.test(said) || countsUp(bare)
}

/** `1234ABC`, `ABC123`: digits from the first on and letters from the first on. Digits alone can be a serial. */
function countsUp(bare: string): boolean {
  const [, before = '', letters = '', after = ''] = /^(\d*)([A-Z]+)(\d*)$/.exec(bare) ?? []
  const digits = before || after
  if (!letters || !digits || (before && after)) return false
  return (
    '0123456789'.replace(/^0(?=.)/, digits.startsWith('0') ? '0' : '').startsWith(digits) &&
    'ABCDEFGHIJKLMNOP'.startsWith(letters)
  )
}

/** A serial without the blanks around it; null where it is none. */
export function serialOf(said: string | undefined): string | null {
  const serial = said?.trim()
  return serial && !isPlaceholder(serial) ? serial : null
}
