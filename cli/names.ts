import { everyItem, type Partnergate } from '@partnergate/client'
import { Refused } from './command.ts'

// People name things by what they are called; the portal by ids.

export const isId = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)

export const same = (one: string, other: string) => one.localeCompare(other, 'en', { sensitivity: 'base' }) === 0

/** The accounts of those with exactly this address or whole name. */
export function called(
  people: { accountId: string; email: string; firstName: string; lastName: string }[],
  text: string,
): string[] {
  return people
    .filter(({ email, firstName, lastName }) => [email, `${firstName} ${lastName}`].some((name) => same(name, text)))
    .map(({ accountId }) => accountId)
}

/** @throws Refused when none or several are found */
export function only(found: string[], what: string): string {
  const [first, second] = found
  if (!first || second)
    throw new Refused(`There are ${found.length} ${what} that this key sees; name the whole of it, or its id`)
  return first
}

/** The partner's id, of an id or a whole name; with a key of the vendor. */
export async function partnerIdOf(api: Partnergate, idOrName: string): Promise<string> {
  if (isId(idOrName)) return idOrName
  const read = (query: object) => api.GET('/api/v1/vendor/partners', { params: { query: { ...query, q: idOrName } } })
  const found = (await Array.fromAsync(everyItem(read))).filter(({ name }) => same(name, idOrName))
  return only(
    found.map(({ partnerId }) => partnerId),
    `partners called ${idOrName}`,
  )
}

/** A customer's id, of an id or a whole name; `own`: with a key of the partner itself. */
export async function customerIdOf(
  api: Partnergate,
  { partnerId, own }: { partnerId: string; own: boolean },
  idOrName: string,
): Promise<string> {
  if (isId(idOrName)) return idOrName
  const path = { partnerId }
  const q = idOrName
  const read = (query: object): Promise<{ data?: { items: { customerId: string; name: string }[] } }> =>
    own
      ? api.GET('/api/v1/partners/{partnerId}/customers', { params: { path, query: { ...query, q } } })
      : api.GET('/api/v1/vendor/partners/{partnerId}/customers', { params: { path, query: { ...query, q } } })
  const found = (await Array.fromAsync(everyItem(read))).filter(({ name }) => same(name, q))
  return only(
    found.map(({ customerId }) => customerId),
    `customers called ${q}`,
  )
}

/** A contract's id, of an id or its number at that partner; `own`: with a key of the partner itself. */
export async function contractIdOf(
  api: Partnergate,
  { partnerId, own }: { partnerId: string; own: boolean },
  idOrNumber: string,
): Promise<string> {
  if (isId(idOrNumber)) return idOrNumber
  const q = idOrNumber
  const read = (
    query: object,
  ): Promise<{ data?: { items: { contractId: string; number: string }[]; nextCursor: string | null } }> =>
    own
      ? api.GET('/api/v1/partners/{partnerId}/contracts', {
          params: { path: { partnerId }, query: { ...query, q } },
        })
      : api.GET('/api/v1/vendor/contracts', { params: { query: { ...query, partnerId: [partnerId], q } } })
  const found = (await Array.fromAsync(everyItem(read))).filter(({ number }) => same(number, idOrNumber))
  return only(
    found.map(({ contractId }) => contractId),
    `contracts with the number ${idOrNumber}`,
  )
}
