import { useDebouncedValue } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { api, take } from '../api/client.ts'

export const minCharacters = 15

/**
 * The server's reasons against a password: empty when it is good, null while they are not known. Kept in this component's
 * state only: the password must not become a key of a cache that outlives the page.
 */
export function usePasswordCheck(password: string, context: string[]): string[] | null {
  const [settled] = useDebouncedValue(password, 350)
  const [checked, setChecked] = useState<{ password: string; reasons: string[] } | null>(null)
  const words = JSON.stringify(context.filter(Boolean).slice(0, 10))
  const short = [...settled].length < minCharacters
  useEffect(() => {
    if (short) return
    const stop = new AbortController()
    const body = { password: settled, context: JSON.parse(words) as string[] }
    take(api.POST('/api/v1/account/password/check', { body, signal: stop.signal })).then(
      (answer) => answer && setChecked({ password: settled, reasons: answer.reasons }),
      () => {}, // It is only advice: the server judges again when the form is sent.
    )
    return () => stop.abort()
  }, [settled, short, words])
  if (password === '') return null
  if ([...password].length < minCharacters) return ['password_too_short']
  return checked?.password === password ? checked.reasons : null
}
