import snmp from 'net-snmp'

/** What a device answered at one place. */
export type Varbind = { oid: string; type?: number; value?: unknown }

const { NoSuchObject, NoSuchInstance, EndOfMibView } = snmp.ObjectType

export function isAbsent({ type, value }: Varbind): boolean {
  return (
    type === NoSuchObject || type === NoSuchInstance || type === EndOfMibView || value === null || value === undefined
  )
}

/**
 * A value as text; undefined where there is none or an empty one. Texts end at their first NUL (many devices pad their fields
 * with it), are UTF-8 or else Latin-1, and lose the quotes around them. Bytes that are no text come in hexadecimal.
 */
export function textOf(varbind: Varbind | undefined): string | undefined {
  if (!varbind || isAbsent(varbind)) return undefined
  const { value } = varbind
  return Buffer.isBuffer(value) ? textOfBytes(value) : String(value).trim() || undefined
}

function textOfBytes(bytes: Buffer): string | undefined {
  let plain = true
  let end = 0
  for (; end < bytes.length; end++) {
    const byte = bytes[end] as number
    if (byte === 0) break
    if (byte < 32 || byte > 126) plain = false
  }
  if (end === 0) return undefined
  const text = plain ? bytes.toString('latin1', 0, end) : decoded(bytes.subarray(0, end))
  if (text === undefined) {
    const all = bytes.toString('hex').toUpperCase()
    return /^(00|FF)*$/.test(all) ? undefined : all
  }
  const trimmed = text.trim()
  return (trimmed.startsWith('"') ? trimmed.replace(/^"(.*)"$/s, '$1').trim() : trimmed) || undefined
}

function decoded(bytes: Buffer): string | undefined {
  const utf8 = bytes.toString('utf8')
  const text = utf8.includes('\ufffd') ? bytes.toString('latin1') : utf8
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if ((code < 32 && code !== 9 && code !== 10 && code !== 13) || (code >= 127 && code < 160) || code === 255)
      return undefined
  }
  return text
}
