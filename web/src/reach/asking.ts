import { useParams } from '@tanstack/react-router'
import { createContext, useContext } from 'react'
import { useMe } from '../api/me.ts'
import type { Denial } from '../ui/ActButton.tsx'
import type { Action } from './explained.ts'

/** What somebody asks about themselves: whether they may do this at a partner, with this customer. */
export type Question = { partnerId: string; action: Action; customerId?: string | undefined }

export const Asking = createContext<(question: Question) => void>(() => {})

/** The `explain` of a denial on a partner's pages; undefined for who is no member there: nothing of theirs rests on the chain. */
export function useExplain(): (action: Action, customerId?: string) => Denial['explain'] {
  const ask = useContext(Asking)
  const { partnerId } = useParams({ strict: false }) as { partnerId?: string }
  const isMember = useMe().memberships.some((one) => one.partnerId === partnerId)
  return (action, customerId) => (partnerId && isMember ? () => ask({ partnerId, action, customerId }) : undefined)
}
