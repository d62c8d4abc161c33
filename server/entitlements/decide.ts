import { sql } from 'kysely'
import type { Db } from '../platform/db/transaction.ts'

type Question = {
  accountId: string
  entitlementId: string
  answer: (holds: boolean) => void
  fail: (error: unknown) => void
}

// Two, so that one statement is on its way while the answers of another are read; more would only make each smaller.
const STATEMENTS = 2
const QUESTIONS = 200
const DATA_EXCEPTION = '22' // the class of SQLSTATE

/**
 * May this account use this entitlement at this moment? What an application is told, from the same view as every page and
 * explanation. A question is asked at once, unless two statements are on their way already: then all that wait go together
 * in the next one. Every answer is read after its question came (R35); nothing is kept.
 */
export function createDecider(db: Db): (accountId: string, entitlementId: string) => Promise<boolean> {
  let waiting: Question[] = []
  let running = 0

  async function work(): Promise<void> {
    running += 1
    while (waiting.length > 0) {
      const asked = waiting.slice(0, QUESTIONS)
      waiting = waiting.slice(QUESTIONS)
      await answerAll(db, asked)
    }
    running -= 1
  }

  return (accountId, entitlementId) =>
    new Promise((answer, fail) => {
      waiting.push({ accountId, entitlementId, answer, fail })
      if (running < STATEMENTS) void work()
    })
}

async function answerAll(db: Db, asked: Question[]): Promise<void> {
  try {
    const answers = await decide(db, asked)
    for (const [place, { answer }] of asked.entries()) answer(answers[place] ?? false)
  } catch (error) {
    // One question that is none (not an id, say) must not cost the others their answers.
    const oneIsBad = asked.length > 1 && String((error as { code?: unknown }).code).startsWith(DATA_EXCEPTION)
    for (const question of asked)
      if (oneIsBad) await answerAll(db, [question])
      else question.fail(error)
  }
}

async function decide(db: Db, asked: Question[]): Promise<boolean[]> {
  const accounts = asked.map(({ accountId }) => accountId)
  const entitlements = asked.map(({ entitlementId }) => entitlementId)
  const { rows } = await sql<{ holds: boolean[] }>`
    select app.decide_accesses(${accounts}::uuid[], ${entitlements}::text[]) as holds`.execute(db)
  return rows[0]?.holds ?? []
}
