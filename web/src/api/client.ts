import { createPartnergate } from '@partnergate/client'

export {
  newIdempotencyKey,
  take,
  textOfList,
  uploadContracts,
  uploadInventory,
  uploadLifecycle,
} from '@partnergate/client'

let whenSignedOut: (() => void) | undefined

/** Registers what happens when the session turns out to be over (the application leads to the sign-in page). */
export function onSignedOut(act: () => void): void {
  whenSignedOut = act
}

/** The typed client, as the reader who is signed in: `api.GET('/api/v1/…', { params })`. Refusals are thrown as `ApiProblem`. */
export const api = createPartnergate({ credentials: 'same-origin' })
api.use({
  onResponse({ response }) {
    if (response.status === 401) whenSignedOut?.()
  },
})
