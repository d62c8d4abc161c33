/** What devices say where they have no serial number, in capitals. */
const words =
  /^(N\/?A|NA|NIL|NULL|NONE|EMPTY|BLANK|TB[AD]|UNKNOWN|UNDEFINED|UNSPECIFIED|UNAVAILABLE|INVALID|DEFAULT\b.*|DUMMY|EXAMPLE|SAMPLE|VIRTUAL|NOT\W*\w+|NO\W*(SERIAL|S\/?N|VALUE|DATA|ASSET|INFO)\b.*|(SYSTEM|CHASSIS|BASE ?BOARD|PRODUCT|DEVICE|BOARD|MODULE)? ?(SERIAL|S\/N)( ?(NUMBER|NUM|NO\.?|#))?|TO BE FILLED.*|O\.?E\.?M\.?|HIDDEN|PRIVATE|REDACTED|REMOVED|REPLACED|MASKED|ANONYMI[SZ]ED|CONFIDENTIAL|SECRET|DELETED|UNINITIALI[SZ]ED|UNPROGRAMMED)$/
/** `<private>`, `[redacted]`, `***`: in the place of a value. */
const bracketed = /^[<[({*$%#"'].*[>\])}*$%#"']$/
const alike = /^(.)\1*$/
const separators = /[\s\-_.:;,/\\|]/g
const plain = /^[A-Z0-9]{3,}$/
const counted = /^(\d*)([A-Z]+)(\d*)$/

/**
 * A serial number as it is compared: capitals, no blanks around it; `''` where it identifies nothing (zeros, `N/A`,
 * `1234ABC`, `1234567890`). Contract lines are compared by the same capitals.
 */
export function serialKey(serial: string): string {
  const said = serial.trim().toUpperCase()
  const bare = plain.test(said) ? said : said.replace(separators, '')
  if (bare.length < 3 || alike.test(bare) || isRun(bare.startsWith('SN') ? bare.slice(2) : bare)) return ''
  // A digit among letters is no word; nearly all serials are decided here.
  if (/\d/.test(said) && bare.length > 7 && bare === said) return said
  return words.test(said) || bracketed.test(said) || countsUp(bare) ? '' : said
}

const upwards = '0123456789'.repeat(6)
const downwards = '9876543210'.repeat(6)

/** Nothing but digits in their order, from the first or to the last: what somebody typed who had to type something. */
function isRun(bare: string): boolean {
  if (bare.length < 3) return false
  return (
    upwards.startsWith(bare) ||
    upwards.startsWith(bare, 1) ||
    downwards.startsWith(bare) ||
    '9876543210'.endsWith(bare) ||
    '987654321'.endsWith(bare)
  )
}

/** `1234ABC`, `ABC123`: digits from the first on and letters from the first on. */
function countsUp(bare: string): boolean {
  const [, before = '', letters = '', after = ''] = counted.exec(bare) ?? []
  const digits = before || after
  if (!letters || !digits || (before && after)) return false
  return ('123456789'.startsWith(digits) || '0123456789'.startsWith(digits)) && 'ABCDEFGHIJKLMNOP'.startsWith(letters)
}

const forms =
  /(?<=[a-z0-9]) (inc|incorporated|corp|corporation|co|company|ltd|limited|llc|gmbh|ag|sa|bv|ab|plc|systems|system|networks|network|technologies|technology)(?= |$)/g
const known = new Map<string, string>()

/** One spelling of a vendor: `Cisco Systems, Inc.` is `cisco`. The database has the same as app.vendor_key(). */
export function vendorKey(name: string): string {
  let key = known.get(name)
  if (key === undefined) {
    const words = name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, ' ')
      .trim()
    key = words.replace(forms, '').trim() || words
    if (known.size < 10_000) known.set(name, key)
  }
  return key
}
