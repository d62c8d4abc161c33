import { useMutation } from '@tanstack/react-query'
import { api, take } from '../api/client.ts'
import type { ApiProblem } from '../api/problem.ts'
import { notify } from '../ui/notify.tsx'

type At = { partnerId: string; sponsorshipId: string }

/** Fetches the letter as PDF and hands it to the reader; with the key only when this browser still has it. */
export function usePrintLetter(path: At) {
  return useMutation<void, ApiProblem, string | undefined>({
    mutationFn: async (verificationKey) => {
      const file = await take(
        api.POST('/api/v1/partners/{partnerId}/sponsorships/{sponsorshipId}/letter', {
          params: { path },
          body: verificationKey ? { verificationKey } : {},
          parseAs: 'blob',
        }),
      )
      save(file as unknown as Blob)
    },
    onError: (problem) => notify.problem(problem),
  })
}

function save(file: Blob): void {
  const address = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = address
  link.download = 'sponsorship.pdf'
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
