import { listFile } from '../audit/index.ts'
import { type WordedColumns, wordedTable } from '../messages/index.ts'
import { firstDay, lastDay } from '../platform/files/days.ts'
import type { FileAnswer } from '../platform/http/route.ts'
import { type ContractFilter, countContracts, listContracts } from './queries.ts'

type Row = Awaited<ReturnType<typeof listContracts>>[number]

const columns: WordedColumns<Row> = {
  number: (row) => row.number,
  partner: (row) => row.partnerName,
  type: (row) => row.contractTypeName,
  customer: (row) => row.customerName,
  state: (row, say) => say(`contracts_file.state.${row.shownState}`),
  start: (row) => firstDay(row.startsAt),
  end: (row) => lastDay(row.endsAt),
  lines: (row) => row.lines,
  recorded: (row) => row.createdAt,
}

type Wanted = { filter: ContractFilter; sort: string; format: 'csv' | 'xlsx'; partnerId: string | null; why: string }

/** Contracts as a file in the reader's language, filtered and sorted as their list is; in the chain of the partner whose list it is, else in the vendor's. */
export function contractsFile(call: Parameters<typeof listFile>[0], wanted: Wanted): Promise<FileAnswer> {
  const { filter, sort, format, partnerId, why } = wanted
  return listFile(call, {
    format,
    name: 'contracts',
    ...wordedTable(call.principal, 'contracts_file.contracts', columns),
    read: (tx, paging) => listContracts(tx, filter, { sort, ...paging }),
    count: (tx) => countContracts(tx, filter),
    cursorOf: (row) => [row.key, row.contractId],
    audit: {
      partnerId,
      action: 'contract.list_exported',
      objectType: 'contract',
      objectId: partnerId ?? 'all',
      why,
      filter,
    },
  })
}
