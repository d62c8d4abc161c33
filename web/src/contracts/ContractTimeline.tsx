import { useTranslation } from 'react-i18next'
import { actorText } from '../audit/right.ts'
import { useFormat } from '../ui/format.ts'
import { tk } from '../ui/message-key.ts'
import { Timeline, type TimelineItem } from '../ui/Timeline.tsx'
import type { Contract } from './contract.ts'
import { dayOf, lastDay } from './days.ts'

/** When the contract begins and ends, and what was done to it in between, as the audit log has it. */
export function ContractTimeline({ contract }: { contract: Pick<Contract, 'startsAt' | 'endsAt' | 'events'> }) {
  const { t } = useTranslation(['contracts', 'audit'])
  const format = useFormat()
  const linesOf = (lines: NonNullable<Event['import']>['lines']) =>
    (['new', 'changed', 'ended'] as const).flatMap((what) =>
      lines[what] > 0
        ? [t(tk('timeline.lines_', what), { count: lines[what], formatted: format.number(lines[what]) })]
        : [],
    )
  const items: TimelineItem[] = [
    { key: 'starts', at: dayOf(contract.startsAt), title: t('timeline.starts'), tone: 'good' },
    { key: 'ends', at: lastDay(contract.endsAt), title: t('timeline.ends'), tone: 'neutral' },
    ...contract.events.map((event, index) => ({
      key: `${index}`,
      at: event.at,
      title: t(tk('timeline.', titleOf(event))),
      detail: [
        event.actor && actorText(event.actor, t),
        changedBy(event).length > 0 ? format.list(changedBy(event).map((name) => t(tk('changed.', name)))) : null,
        ...(event.import ? linesOf(event.import.lines) : []),
        event.import?.fileName,
        event.reason,
      ]
        .filter(Boolean)
        .join(' · '),
      tone: toneOf(event.action),
    })),
  ]
  return <Timeline items={items.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))} />
}

type Event = Contract['events'][number]

/** A file that brought the contract recorded it; one that changed it, or lines of it only, says so. */
function titleOf({ action, import: by }: Event): string {
  return by?.status === 'new' ? 'created' : action.replace('contract.', '')
}

/** What a file calls the fields of a contract. */
const fieldOf: Record<string, string> = {
  contractType: 'contractTypeId',
  customer: 'customerId',
  contractStart: 'startsAt',
  contractEnd: 'endsAt',
}

/** The fields of the contract that this changed. */
function changedBy({ action, after, before, import: by }: Event): string[] {
  if (by) return Object.keys(before ?? {}).map((field) => fieldOf[field] ?? field)
  return action === 'contract.changed' && after ? Object.keys(after) : []
}

function toneOf(action: string): 'good' | 'bad' | 'attention' | 'neutral' {
  if (action === 'contract.terminated') return 'bad'
  if (action === 'contract.suspended') return 'attention'
  return action === 'contract.reactivated' ? 'good' : 'neutral'
}
