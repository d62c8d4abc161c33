/**
 * What a registration under way keeps in this browser, so that closing the tab loses nothing. Password and verification
 * key never get here: they live in memory only, and are asked for again after a reload.
 */
export type Kind = 'customer_user' | 'partner_employee' | 'neither'

export type Answers = {
  firstName: string
  lastName: string
  email: string
  kind: Kind | ''
  registrationNumber: string
  companyName: string
  jobTitle: string
  phone: string
  site: string
  country: string
}

export type Draft = { answers: Answers; handle: string | null; keptUntil: number }

export const noAnswers: Answers = {
  firstName: '',
  lastName: '',
  email: '',
  kind: '',
  registrationNumber: '',
  companyName: '',
  jobTitle: '',
  phone: '',
  site: '',
  country: '',
}

const place = 'registration'
const lifeHours = 24
/** The mailed link may live longer than a form is kept. */
const sentLifeHours = 24 * 14

/** The draft of this browser; null when there is none, or it is too old. */
export function readDraft(now = Date.now()): Draft | null {
  try {
    const kept = JSON.parse(localStorage.getItem(place) ?? 'null') as Draft | null
    if (!kept) return null
    if (!(kept.keptUntil > now)) {
      localStorage.removeItem(place)
      return null
    }
    return { ...kept, answers: { ...noAnswers, ...kept.answers } }
  } catch {
    return null
  }
}

/** Keeps what was answered so far, and nothing else that the object may hold. */
export function keepDraft(answers: Answers, handle: string | null, now = Date.now()): void {
  const own = Object.fromEntries(
    Object.keys(noAnswers).map((name) => [name, answers[name as keyof Answers]]),
  ) as unknown as Answers
  const keptUntil = now + (handle ? sentLifeHours : lifeHours) * 3600_000
  try {
    localStorage.setItem(place, JSON.stringify({ answers: own, handle, keptUntil } satisfies Draft))
  } catch {
    // A browser that keeps nothing still registers people; it only cannot resume.
  }
}

export function forgetDraft(): void {
  try {
    localStorage.removeItem(place)
  } catch {
    // Nothing was kept then.
  }
}
