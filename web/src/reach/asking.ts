import { useParams } from '@tanstack/react-router'
import { createContext, useContext } from 'react'
import { useMe } from '../api/me.ts'
import type { Denial } from '../ui/ActButton.tsx'
import type { Action, StaffAction } from './explained.ts'

/** What somebody asks about themselves: whether they may do this at a partner, with this customer. */
type OfMember = { partnerId: string; action: Action; customerId?: string | undefined }
/** The same of the vendor's staff; `about` is the partner, person or review whose state matters as well. */
type OfStaff = { staffAction: StaffAction; about?: string | undefined }
export type Question = OfMember | OfStaff

export const Asking = createContext<(question: Question) => void>(() => {})

/** The `explain` of a denial on a partner's pages; undefined for who is no member there: nothing of theirs rests on the chain. */
export function useExplain(): (action: Action, customerId?: string) => Denial['explain'] {
  const ask = useContext(Asking)
  const { partnerId } = useParams({ strict: false }) as { partnerId?: string }
  const isMember = useMe().memberships.some((one) => one.partnerId === partnerId)
  return (action, customerId) => (partnerId && isMember ? () => ask({ partnerId, action, customerId }) : undefined)
}

/** The `explain` of what the vendor's staff is denied; undefined for everybody else. */
export function useExplainStaff(): (staffAction: StaffAction, about?: string) => Denial['explain'] {
  const ask = useContext(Asking)
  const { staffRole } = useMe()
  return (staffAction, about) => (staffRole ? () => ask({ staffAction, about }) : undefined)
}
