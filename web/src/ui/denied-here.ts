import { createContext, useContext } from 'react'
import type { Denial } from './ActButton.tsx'

/** Why nothing at all may be done on this page by this reader; every act below is greyed with it. */
export const DeniedHere = createContext<Denial | undefined>(undefined)

export function useDeniedHere(): Denial | undefined {
  return useContext(DeniedHere)
}
