import { useSuspenseQuery } from '@tanstack/react-query'
import { read } from './hooks.ts'
import type { components } from './schema.ts'

export type Me = components['schemas']['Me']
export type Account = NonNullable<Me['account']>
export type Membership = Me['memberships'][number]

/** Who is reading, where they belong, and the vendor's public settings. Read once before the first page shows. */
export const meQuery = { ...read('/api/v1/me'), staleTime: 60_000 }

export function useMe(): Me {
  return useSuspenseQuery(meQuery).data
}

/** The vendor's public settings: name, colour, help contact. */
export function useVendor(): Me['vendor'] {
  return useMe().vendor
}

/** The signed-in account; only on pages that a stranger cannot reach. */
export function useAccount(): Account {
  const { account } = useMe()
  if (!account) throw new Error('this page is for signed-in people')
  return account
}

/** What the reader is in a partner; undefined for who is none of its members. */
export function useMembership(partnerId: string): Membership | undefined {
  return useMe().memberships.find((membership) => membership.partnerId === partnerId)
}
