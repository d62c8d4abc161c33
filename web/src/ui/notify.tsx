import { notifications } from '@mantine/notifications'
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import i18next from 'i18next'
import { ApiProblem } from '../api/problem.ts'
import { problemText } from './problem-text.ts'
import { WhyRefused } from './Why.tsx'

/** Toasts: a short word that something was done, or why it was not. */
export const notify = {
  ok(message: string): void {
    notifications.show({ message, color: 'green', icon: <IconCheck size={16} aria-hidden />, autoClose: 5000 })
  },
  problem(error: unknown): void {
    const problem = error instanceof ApiProblem ? error : new ApiProblem(0, { detail: String(error) })
    const { title, text, missing, grantedBy } = problemText(problem, i18next.t)
    notifications.show({
      // The same refusal twice is one toast.
      id: problem.code,
      title,
      message: (
        <>
          {[text, missing && `${missing}.`, grantedBy && `${grantedBy}.`].filter(Boolean).join(' ')}{' '}
          <WhyRefused problem={problem} />
        </>
      ),
      color: 'red',
      icon: <IconAlertTriangle size={16} aria-hidden />,
      autoClose: 12_000,
      role: 'alert',
    })
  },
}
