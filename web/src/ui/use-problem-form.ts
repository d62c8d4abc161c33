import { type FormErrors, type UseFormInput, type UseFormReturnType, useForm } from '@mantine/form'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiProblem } from '../api/problem.ts'
import { fieldText } from './problem-text.ts'

export type ProblemForm<V> = UseFormReturnType<V> & {
  /** What an input needs: `<TextInput label=… {...form.field('name')} />`; `{ type: 'checkbox' }` for those. */
  field: (
    path: Parameters<UseFormReturnType<V>['getInputProps']>[0] & string,
    options?: { type?: 'checkbox' | 'input' },
  ) => object
  /** The refusal that belongs to no single field. */
  problem: ApiProblem | null
  busy: boolean
  /** Counts failed attempts; the summary takes the focus at each. */
  attempts: number
  send: (event?: React.FormEvent<HTMLFormElement>) => void
}

type Options<V> = Pick<UseFormInput<V>, 'validate' | 'transformValues' | 'onValuesChange'> & {
  initialValues: V
  /** Performs the write (with `useWrite(…, { quiet: true }).mutateAsync` or `api`); throws an ApiProblem when refused. */
  submit: (values: V) => Promise<unknown>
}

/**
 * A form that validates while a field is left, puts the server's field problems at their inputs, shows every problem at
 * once, and never loses what was typed.
 */
export function useProblemForm<V extends Record<string, unknown>>({ submit, ...input }: Options<V>): ProblemForm<V> {
  const { t } = useTranslation(['ui', 'problems'])
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  const [busy, setBusy] = useState(false)
  const [attempts, setAttempts] = useState(0)
  const form = useForm<V>({ mode: 'controlled', validateInputOnBlur: true, clearInputErrorOnChange: true, ...input })
  const valueAt = (path: string): unknown => form.getInputProps(path as never).value
  /** Of several values in one input what is wrong with one (`ranges.2`) begins with that value. */
  const whichOne = (path: string): string => {
    const [, list = '', at] = /^(.+)\.(\d+)$/.exec(path) ?? []
    const value = list && valueAt(list)
    const written = typeof value === 'string' ? value.split('\n').filter((line) => line.trim()) : value
    const one = Array.isArray(written) ? written[Number(at)] : undefined
    // An id says nothing to a reader; what was chosen is named beside its box.
    return typeof one === 'string' && one.trim() && !/^[0-9a-f-]{36}$/.test(one) ? `${one.trim()}: ` : ''
  }
  /** Values that the server refused, by path. */
  const refusedValues = useRef(new Map<string, unknown>())

  const attempt = async (values: V) => {
    setBusy(true)
    setProblem(null)
    try {
      await submit(values)
      form.resetDirty(values)
    } catch (error) {
      const refused = error instanceof ApiProblem ? error : new ApiProblem(0, { detail: String(error) })
      const errors: FormErrors = {}
      for (const field of refused.fields) errors[field.path] = whichOne(field.path) + fieldText(field, t)
      refusedValues.current = new Map(refused.fields.map(({ path }) => [path, valueAt(path)]))
      form.setErrors(errors)
      setProblem(refused)
      setAttempts((count) => count + 1)
    } finally {
      setBusy(false)
    }
  }

  return Object.assign(form, {
    field: (path: string, options?: { type?: 'checkbox' | 'input' }) => {
      const props = form.getInputProps(path as never, options)
      const onBlur = (event?: React.FocusEvent) => {
        // On the way to a button or link a message that appears would push it from under the pointer, and the click with it.
        if (event?.relatedTarget instanceof HTMLElement && event.relatedTarget.closest('button, a')) return
        // The summary takes the focus from the input: what the server refused stays so until it is changed.
        const { current } = refusedValues
        if (!current.has(path) || current.get(path) !== valueAt(path)) props.onBlur?.()
      }
      // What was wrong with one of several values (`domains.2`) is settled with the list.
      const onChange = (value: unknown) => {
        for (const wrong of Object.keys(form.errors)) if (wrong.startsWith(`${path}.`)) form.clearFieldError(wrong)
        props.onChange(value)
      }
      return { ...props, onBlur, onChange, name: path, 'data-path': path }
    },
    problem,
    busy,
    attempts,
    send: form.onSubmit(attempt, () => {
      setProblem(null)
      setAttempts((count) => count + 1)
    }) as ProblemForm<V>['send'],
  }) as ProblemForm<V>
}
