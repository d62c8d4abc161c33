import { api, take } from '../api/client.ts'
import type { Context, Finding } from '../app/pages.ts'

/** People of the partner's customers by name, e-mail or company, for the palette. */
export async function findPeople(text: string, context: Context, signal: AbortSignal): Promise<Finding[]> {
  if (context.kind !== 'partner') return []
  const { partnerId } = context
  const found = await take(
    api.GET('/api/v1/partners/{partnerId}/people', {
      params: { path: { partnerId }, query: { q: text, limit: 6 } },
      signal,
    }),
  )
  return (found?.items ?? []).map((person) => ({
    id: person.registrationId,
    label: `${person.firstName} ${person.lastName}`,
    description: `${person.customerName} · ${person.email}`,
    href: `/partner/${partnerId}/people/${person.registrationId}`,
  }))
}

/** People of all partners' customers, for the vendor's palette. */
export async function findAnyone(text: string, _: Context, signal: AbortSignal): Promise<Finding[]> {
  const found = await take(api.GET('/api/v1/vendor/people', { params: { query: { q: text, limit: 6 } }, signal }))
  return (found?.items ?? []).map((person) => ({
    id: person.registrationId,
    label: `${person.firstName} ${person.lastName}`,
    description: `${person.customerName} · ${person.email}`,
    href: `/vendor/people/${person.registrationId}`,
  }))
}
