import { Alert, Anchor, Button, Group, List, Stack } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { type Denial, DeniedButton } from './ActButton.tsx'
import { useDeniedHere } from './denied-here.ts'
import { useUnsavedGuard } from './leave-guard.tsx'
import { problemText } from './problem-text.ts'
import type { ProblemForm } from './use-problem-form.ts'
import { WhyRefused } from './Why.tsx'

type Props<V> = {
  form: ProblemForm<V>
  children: ReactNode
  submit: string
  /** Left of the submit button: Back, Cancel. */
  secondary?: ReactNode
  /** Asks before leaving the page with changes unsaved. */
  guarded?: boolean
  /** Why the reader may not send it. */
  denied?: Denial | undefined
  submitProps?: { color?: string; fullWidth?: boolean; disabled?: boolean }
}

/** A form with its error summary and its buttons; make `form` with {@link useProblemForm}. */
export function Form<V>({ form, children, submit, secondary, guarded, denied: own, submitProps }: Props<V>) {
  const denied = useDeniedHere() ?? own
  const guard = useUnsavedGuard(Boolean(guarded) && form.isDirty() && !form.busy)
  return (
    <form noValidate onSubmit={form.send}>
      <Stack gap="md">
        <FormProblems form={form} />
        {children}
        <Group justify={secondary ? 'space-between' : 'flex-start'} gap="xs" mt={4}>
          {secondary}
          {denied ? (
            <DeniedButton denied={denied}>{submit}</DeniedButton>
          ) : (
            <Button
              type="submit"
              loading={form.busy}
              // Leaving a field validates it; what that writes must not move the button away from under the pointer.
              onMouseDown={(event) => event.preventDefault()}
              {...submitProps}
            >
              {submit}
            </Button>
          )}
        </Group>
      </Stack>
      {guard}
    </form>
  )
}

/** Everything that is wrong, in one place; takes the focus after a failed attempt, and leads to each input. */
export function FormProblems<V>({ form }: { form: ProblemForm<V> }) {
  const { t } = useTranslation('ui')
  const box = useRef<HTMLDivElement>(null)
  const wrong = inPageOrder(Object.entries(form.errors).filter(([, message]) => Boolean(message)))
  const { attempts } = form
  useEffect(() => {
    if (attempts > 0) box.current?.focus()
  }, [attempts])
  // A refusal that named fields is over once they were changed.
  const refused = wrong.length > 0 || form.problem?.fields.length === 0 ? form.problem : null
  if (attempts === 0 || (wrong.length === 0 && !refused)) return null
  const general = refused ? problemText(refused, t) : undefined
  return (
    <Alert
      ref={box}
      tabIndex={-1}
      color="red"
      role="alert"
      icon={<IconAlertTriangle size={18} aria-hidden />}
      title={wrong.length > 0 ? t('form.wrong', { count: wrong.length }) : general?.title}
    >
      {wrong.length === 0 && general?.text}
      {wrong.length > 0 && (
        <List size="sm" spacing={2}>
          {wrong.map(([path, message]) => (
            <List.Item key={path}>
              <Anchor
                component="button"
                type="button"
                size="sm"
                ta="start"
                mih={24}
                // The mark stands at the first line of what wraps.
                style={{ verticalAlign: 'top' }}
                onClick={() => inputOf(path)?.focus()}
              >
                {labelOf(path)}
                {message}
              </Anchor>
            </List.Item>
          ))}
        </List>
      )}
      {general?.missing && <div>{general.missing}</div>}
      {general?.grantedBy && <div>{general.grantedBy}</div>}
      {refused && <WhyRefused problem={refused} />}
    </Alert>
  )
}

/** The input of a field, which may go by several names (`lastDay expiresAt`); of an item in a list of values, the list's (`domains.2`). */
function inputOf(path: string): HTMLInputElement | null {
  const input = document.querySelector<HTMLInputElement>(`[data-path~="${CSS.escape(path)}"]`)
  return input ?? (/\.\d+$/.test(path) ? inputOf(path.replace(/\.\d+$/, '')) : null)
}

/** As one meets them reading down the form; what has no input on the page comes last. */
function inPageOrder<T>(wrong: [string, T][]): [string, T][] {
  const inputs = [...document.querySelectorAll('[data-path]')]
  const place = ([path]: [string, T]) => {
    const input = inputOf(path)
    return input ? inputs.indexOf(input) : inputs.length
  }
  return wrong.sort((one, other) => place(one) - place(other))
}

/** The input's own label, so that no page has to name its fields twice. */
function labelOf(path: string): string {
  const parts = [...(inputOf(path)?.labels?.[0]?.childNodes ?? [])]
  // All of it, links too, but not the star of what is needed.
  const label = parts.map((part) => (part instanceof Element && part.ariaHidden ? '' : part.textContent)).join('')
  return label ? `${label.trim()}: ` : ''
}
