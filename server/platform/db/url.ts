/**
 * Connection URLs as libpq and pg read them: unlike WHATWG's they may lack a host, which then comes from ?host= (a
 * folder with a socket in it).
 */
const NO_HOST = 'socket.invalid'

const withHost = (text: string) => text.replace(/^(postgres(?:ql)?:\/\/(?:[^/?@]*@)?)(?=[/?]|$)/, `$1${NO_HOST}`)
const withoutHost = (text: string) => text.replace(NO_HOST, '')

/** Null when `text` is no postgres:// URL. */
export function parseDatabaseUrl(text: string): { user: string; database: string } | null {
  const url = URL.parse(withHost(text))
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol)) return null
  return { user: decodeURIComponent(url.username), database: decodeURIComponent(url.pathname.slice(1)) }
}

/** The same database with another login or another name. */
export function changeDatabaseUrl(
  text: string,
  changes: { user?: string; password?: string; database?: string },
): string {
  const url = new URL(withHost(text))
  if (changes.user !== undefined) url.username = encodeURIComponent(changes.user)
  if (changes.password !== undefined) url.password = encodeURIComponent(changes.password)
  if (changes.database !== undefined) url.pathname = `/${encodeURIComponent(changes.database)}`
  return withoutHost(url.href)
}

/** For a database behind a Unix socket. */
export function socketUrl(connection: { host: string; user: string; password: string; database: string }): string {
  const { host, user, password, database } = connection
  const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`
  return `postgres://${login}@/${encodeURIComponent(database)}?host=${encodeURIComponent(host)}`
}
