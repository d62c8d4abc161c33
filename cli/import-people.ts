import { type components, everyItem, type Partnergate, take, textOfList } from '@partnergate/client'
import { type Command, type Options, Refused, textOf, UsageError } from './command.ts'
import { openFile, untilDone } from './file.ts'
import { interruptible } from './interrupt.ts'
import { countedRows, endProgress, say } from './output.ts'

type List = components['schemas']['TeamImport']
type Row = components['schemas']['TeamImportRow']

export const peopleOptions: Options = {
  role: { type: 'string', value: 'super_admin|admin|user', help: 'Of rows that name none; user unless said otherwise' },
  language: { type: 'string', value: 'en|es', help: 'Of rows that name none; en unless said otherwise' },
  customers: { type: 'string', value: 'all|ID,ID', help: 'Whom people without customers in their row see' },
}

export async function importPeople({ given, connect }: Parameters<Command['run']>[0], path: string): Promise<void> {
  const text = await textOfList(await openFile(path))
  if (text === null) throw new UsageError('A list of people is text: save the workbook as CSV')
  const { api, key, origin } = await connect()
  if (!key.partner) throw new UsageError('People are invited with a key of a partner')
  const { partnerId } = key.partner
  const customers = textOf(given, 'customers') ?? ''
  const body = {
    text,
    role: (textOf(given, 'role') ?? 'user') as 'user',
    language: textOf(given, 'language') ?? 'en',
    customers: customers === 'all' ? ('all' as const) : customers.split(',').filter(Boolean),
  }
  const good = given['good-rows'] === true
  let applying: string | undefined
  const work = async () => {
    const checked = await take(
      api.POST('/api/v1/partners/{partnerId}/team-imports', { params: { path: { partnerId } }, body }),
    )
    // Who is in the team or invited already need not be invited: the same list twice changes nothing, and that is no failure.
    const doing = given.apply && checked.invite > 0 && (checked.invalid === 0 || good)
    if (doing) applying = checked.importId
    const ended = doing ? await apply(api, partnerId, checked, good) : checked
    return { checked, doing, ended, rows: await rowsOf(api, partnerId, ended) }
  }
  // What the portal has begun to send it sends to the end; who was invited by mistake is on the page of invitations.
  const left = () =>
    applying
      ? `The portal goes on inviting: ${origin}/partner/${partnerId}/team/imports/${applying}`
      : 'Nobody was invited'
  const { checked, doing, ended, rows } = await interruptible(work, {
    stop: async () => left(),
    leaving: () => '',
  })
  endProgress()
  say(given.json ? JSON.stringify({ ...ended, rows }) : inWords(ended, rows))
  if (checked.invalid > 0 && !doing && !(given.apply && good))
    throw new Refused(
      `Rows that are wrong: ${checked.invalid}; ${given.apply ? 'nobody was invited' : 'nothing was changed'}`,
    )
  if (ended.refused > 0) throw new Refused(`${ended.refused} invitations were refused`)
}

async function apply(api: Partnergate, partnerId: string, { importId }: List, goodRowsOnly: boolean): Promise<List> {
  const params = { path: { partnerId, importId } }
  return untilDone(
    await take(
      api.POST('/api/v1/partners/{partnerId}/team-imports/{importId}/apply', { params, body: { goodRowsOnly } }),
    ),
    () => take(api.GET('/api/v1/partners/{partnerId}/team-imports/{importId}', { params })),
    ({ state, sent, refused, skipped, invite }) =>
      state === 'applying' ? { doing: 'inviting', done: sent + refused + skipped, of: invite } : null,
  )
}

async function rowsOf(api: Partnergate, partnerId: string, { importId }: List): Promise<Row[]> {
  const path = { partnerId, importId }
  const read = (query: object) =>
    api.GET('/api/v1/partners/{partnerId}/team-imports/{importId}/rows', { params: { path, query } })
  return Array.fromAsync(everyItem<Row>(read))
}

/** What a row comes to, in the words of a person. */
const outcomes: Record<Row['outcome'], string> = {
  invite: 'to be invited',
  member: 'is in the team already',
  invited: 'is invited already',
  invalid: 'wrong',
}

function inWords({ total, invite, member, invited, invalid, sent, state }: List, rows: Row[]): string {
  return [
    `${countedRows(total)}: ${invite} to be invited, ${member} in the team already, ${invited} invited already, ${invalid} wrong`,
    ...rows.flatMap(({ position, email, outcome, errors, result, refusal }) =>
      errors.length > 0
        ? errors.map(
            ({ column, code, value }) =>
              `row ${position}, column ${column}: ${code.replaceAll('_', ' ')}${value && ` “${value}”`}`,
          )
        : [
            `row ${position}: ${email} ${result === 'sent' ? 'invited' : refusal ? `refused: ${refusal}` : outcomes[outcome]}`,
          ],
    ),
    state === 'checked' ? 'Checked only; nobody was invited.' : `${sent} invited.`,
  ].join('\n')
}
