import { listFile } from '../audit/index.ts'
import { firstDay, lastDay } from '../platform/files/days.ts'
import type { FileAnswer } from '../platform/http/route.ts'
import { type ContractFilter, listContracts } from './queries.ts'

const header = [
  'Contract number',
  'Partner',
  'Contract type',
  'Customer',
  'State',
  'Contract start',
  'Contract end',
  'Lines',
  'Recorded',
]

type Wanted = { filter: ContractFilter; sort: string; format: 'csv' | 'xlsx'; partnerId: string | null; why: string }

/** Contracts as a file, filtered and sorted as their list is; in the chain of the partner whose list it is, else in the vendor's. */
export function contractsFile(call: Parameters<typeof listFile>[0], wanted: Wanted): Promise<FileAnswer> {
  const { filter, sort, format, partnerId, why } = wanted
  return listFile(call, {
    format,
    name: 'contracts',
    header,
    read: (tx, paging) => listContracts(tx, filter, { sort, ...paging }),
    cells: (row) => [
      row.number,
      row.partnerName,
      row.contractTypeName,
      row.customerName,
      row.shownState,
      firstDay(row.startsAt),
      lastDay(row.endsAt),
      row.lines,
      row.createdAt,
    ],
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
