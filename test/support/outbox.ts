import { sql } from 'kysely'
import { pino } from 'pino'
import { jobs } from '../../server/jobs.ts'
import { renderStored } from '../../server/messages/index.ts'
import { type Db, inTransaction } from '../../server/platform/db/transaction.ts'
import type { World } from './world.ts'

type Place = Pick<World, 'db' | 'ownerDb' | 'config'>

/** Does the waiting background work called `name` here and now, in the order in which it was enqueued. Returns how many. */
export async function runJobs({ db, ownerDb, config }: Place, name: string): Promise<number> {
  const job = jobs.find((candidate) => candidate.name === name)
  if (!job) throw new Error(`there is no job ${name}`)
  const { rows } = await sql<{ data: object }>`
    with due as (delete from pgboss.job where name = ${name} and state = 'created' returning data, created_on)
    select data from due order by created_on`.execute(ownerDb)
  const context = { db, config, log: pino({ level: 'silent' }), signal: new AbortController().signal, attempt: 1 }
  for (const { data } of rows) await job.handle(job.schema.parse(data), context)
  return rows.length
}

export type Letter = {
  to: string
  template: string
  language: string
  subject: string
  text: string
  link: string
  token: string
}

/** The messages queued for `to`, oldest first, as they would leave; `token` is what the link carries behind #t=. */
export async function lettersTo({ db, ownerDb, config }: Place, to: string): Promise<Letter[]> {
  const rows = await ownerDb
    .selectFrom('mail_message')
    .selectAll()
    .where('to_address', '=', to)
    .orderBy('mail_id')
    .execute()
  return inTransaction(db as Db, { kind: 'system' }, async (tx) => {
    const letters: Letter[] = []
    for (const row of rows) {
      const mail = await renderStored(tx, config, row)
      const text = mail?.text ?? ''
      const link = /https?:\/\/\S+/.exec(text)?.[0] ?? ''
      const { to_address, template, language, subject } = row
      letters.push({ to: to_address, template, language, subject, text, link, token: link.split('#t=')[1] ?? '' })
    }
    return letters
  })
}
