import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { FieldProblem } from '../api/problem.ts'
import type { components } from '../api/schema.ts'
import { type Answers, forgetDraft, keepDraft, noAnswers, readDraft } from './draft.ts'
import { groupTyped } from './typed-codes.ts'

export type Step = 'information' | 'choice' | 'number' | 'details' | 'sent' | 'done'
export type Opened = components['schemas']['RegistrationCheck']
export type Confirmed = components['schemas']['RegistrationConfirmed']

/** In memory only: gone with the page, and asked for again. */
export type Secrets = { password: string; verificationKey: string }

const noSecrets: Secrets = { password: '', verificationKey: '' }
/** Which step asks for a field, so that a late refusal leads back to it. */
const stepOf: Record<string, Step> = {
  firstName: 'information',
  lastName: 'information',
  email: 'information',
  password: 'information',
  registrationNumber: 'number',
  verificationKey: 'number',
}

export type Registration = ReturnType<typeof useRegistration>

/** The registration of this browser: its step stands in the address, so that the browser's own Back works, too. */
export function useRegistration() {
  const navigate = useNavigate()
  const search: Record<string, string | string[] | undefined> = useSearch({ strict: false })
  const [kept] = useState(readDraft)
  const [answers, setAnswers] = useState<Answers>(() => {
    const given = [search.number].flat()[0]
    return { ...noAnswers, ...kept?.answers, ...(given ? { registrationNumber: groupTyped(given, 3) } : {}) }
  })
  const [secrets, setSecrets] = useState<Secrets>(noSecrets)
  const [opened, setOpened] = useState<Opened | null>(null)
  const [handle, setHandle] = useState<string | null>(kept?.handle ?? null)
  const [confirmed, setConfirmed] = useState<Confirmed | null>(null)
  const [refused, setRefused] = useState<FieldProblem[]>([])
  const [round, setRound] = useState(0)
  const [moved, setMoved] = useState(false)

  const steps: Step[] =
    answers.kind === 'partner_employee'
      ? ['information', 'choice', 'details', 'sent', 'done']
      : ['information', 'choice', 'number', 'details', 'sent', 'done']
  const furthest: Step = confirmed
    ? 'done'
    : handle
      ? 'sent'
      : !secrets.password
        ? 'information'
        : answers.kind === '' || answers.kind === 'neither'
          ? 'choice'
          : answers.kind === 'customer_user' && !opened
            ? 'number'
            : 'details'
  const asked = [search.step].flat()[0] as Step | undefined
  // Once sent, only the last pages are left; before, no further than what is known.
  const step =
    handle || confirmed
      ? furthest
      : asked && steps.includes(asked) && steps.indexOf(asked) <= steps.indexOf(furthest)
        ? asked
        : furthest === 'information' || !asked
          ? 'information'
          : furthest

  const go = (next: Step) => {
    setMoved(true)
    void navigate({ to: '/register', search: next === 'information' ? {} : { step: next } })
  }
  return {
    step,
    steps,
    /** Grows when somebody starts over: the forms begin afresh. */
    round,
    /** Whether a step was left on this visit: from then on each new step takes the focus. */
    moved,
    answers,
    secrets,
    opened,
    handle,
    confirmed,
    refused,
    /** A form that was begun on an earlier visit: what must be typed again is said. */
    resumed: kept !== null && !kept.handle && secrets.password === '',
    answer(given: Partial<Answers>) {
      // Another number opens something else.
      if (given.registrationNumber !== undefined && given.registrationNumber !== answers.registrationNumber)
        setOpened(null)
      const next = { ...answers, ...given }
      setAnswers(next)
      keepDraft(next, handle)
    },
    keep: (given: Partial<Secrets>) => setSecrets((present) => ({ ...present, ...given })),
    open: setOpened,
    go,
    back() {
      const previous = steps[steps.indexOf(step) - 1]
      if (previous) go(previous)
    },
    /** The server refused fields of earlier steps: back to the first of them. False when this step has them itself. */
    leadBack(fields: FieldProblem[]): boolean {
      const earlier = fields.filter(({ path }) => stepOf[path])
      const first = steps.find((candidate) => earlier.some(({ path }) => stepOf[path] === candidate))
      if (!first) return false
      setRefused(earlier)
      go(first)
      return true
    },
    settleRefused: () => setRefused([]),
    sent(given: { handle: string; email: string }) {
      const next = { ...noAnswers, email: given.email, kind: answers.kind }
      setSecrets(noSecrets)
      setAnswers(next)
      setHandle(given.handle)
      keepDraft(next, given.handle)
      go('sent')
    },
    corrected(email: string) {
      const next = { ...answers, email }
      setAnswers(next)
      keepDraft(next, handle)
    },
    finish(given: Confirmed) {
      forgetDraft()
      setHandle(null)
      setConfirmed(given)
      go('done')
    },
    startOver() {
      forgetDraft()
      setAnswers(noAnswers)
      setSecrets(noSecrets)
      setOpened(null)
      setHandle(null)
      setConfirmed(null)
      setRefused([])
      setRound((count) => count + 1)
      go('information')
    },
  }
}
