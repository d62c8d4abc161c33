/** The one-time token of a mailed link, from behind the #: that part of an address never leaves the browser. */
export function linkToken(hash: string): string | undefined {
  const token = new URLSearchParams(hash.replace(/^#/, '')).get('t') ?? ''
  return /^[\w-]{20,200}$/.test(token) ? token : undefined
}
