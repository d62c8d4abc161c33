import { useState } from 'react'

/** The one-time secret of a mailed or printed link: it stands behind #, where no server and no log sees it. */
export function useLinkToken(): string | null {
  const [token] = useState(() => new URLSearchParams(window.location.hash.slice(1)).get('t'))
  return token
}
