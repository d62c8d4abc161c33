import { createContext, useContext } from 'react'
import type { ApiProblem } from '../api/problem.ts'

/** Opens the whole chain behind a refusal of the API; undefined for one that no chain explains. */
export type Explainer = (problem: ApiProblem) => (() => void) | undefined

export const ExplainRefusal = createContext<Explainer>(() => undefined)

export function useExplainRefusal(): Explainer {
  return useContext(ExplainRefusal)
}
