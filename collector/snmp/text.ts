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
  const end = bytes.indexOf(0)
  const content = end < 0 ? bytes : bytes.subarray(0, end)
  const decoded = content.toString('utf8')
  const text = decoded.includes('\ufffd') ? content.toString('latin1') : decoded
  if (hasControls(text)) {
    const all = bytes.toString('hex').toUpperCase()
    return /^(00|FF)*$/.test(all) ? undefined : all
  }
  return text.replace(/^\s*"(.*)"\s*$/s, '$1').trim() || undefined
}

function hasControls(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if ((code < 32 && code !== 9 && code !== 10 && code !== 13) || (code >= 127 && code < 160) || code === 255)
      return true
  }
  return false
}
