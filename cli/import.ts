import { type Command, UsageError } from './command.ts'
import { contractsOptions, importContracts } from './import-contracts.ts'
import { importPeople, peopleOptions } from './import-people.ts'

const kinds: Record<string, (call: Parameters<Command['run']>[0], file: string) => Promise<void>> = {
  contracts: importContracts,
  people: importPeople,
}

export const importCommand: Command = {
  usage: 'contracts|people FILE [options]',
  summary: 'Check a file of contracts or people, and with --apply record it',
  details: [
    '  contracts     contracts and their lines, with a key of the vendor: CSV, XLSX, JSON; `export template` gives one to fill in',
    '  people        colleagues to invite, with a key of a partner: CSV (e-mail, first name, last name, role, customers, language)',
    '',
    'Without --apply nothing is changed: it says what would be, and everything that is wrong, by row and column.',
    'With --apply it is done only if no row is wrong; --good-rows leaves the wrong ones out.',
    'Ends with status 1 when rows are wrong and nothing was done, or not all of it.',
  ].join('\n'),
  options: {
    apply: { type: 'boolean', help: 'Do it' },
    'good-rows': { type: 'boolean', help: 'With --apply: leave out the rows that are wrong' },
    json: { type: 'boolean', help: 'The outcome as one JSON object, with everything that is wrong' },
    ...contractsOptions,
    ...peopleOptions,
  },
  async run(call) {
    const [kind, file] = call.args
    const importing = kinds[kind ?? '']
    if (!importing || !file) throw new UsageError('Import what? contracts FILE, or people FILE')
    if (call.given['good-rows'] && !call.given.apply) throw new UsageError('--good-rows goes with --apply')
    const foreign = Object.keys(kind === 'contracts' ? peopleOptions : contractsOptions).find(
      (name) => call.given[name],
    )
    if (foreign) throw new UsageError(`--${foreign} is not for ${kind}`)
    await importing(call, file)
  },
}
