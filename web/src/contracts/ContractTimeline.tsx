import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'
import { tk } from '../ui/message-key.ts'
import { Timeline, type TimelineItem } from '../ui/Timeline.tsx'
import type { Contract } from './contract.ts'
import { dayOf, lastDay } from './days.ts'

/** When the contract begins and ends, and what was done to it in between, as the audit log has it. */
export function ContractTimeline({ contract }: { contract: Pick<Contract, 'startsAt' | 'endsAt' | 'events'> }) {
  const { t } = useTranslation('contracts')
  const format = useFormat()
  const items: TimelineItem[] = [
    { key: 'starts', at: dayOf(contract.startsAt), title: t('timeline.starts'), tone: 'good' },
    { key: 'ends', at: lastDay(contract.endsAt), title: t('timeline.ends'), tone: 'neutral' },
    ...contract.events.map((event, index) => ({
      key: `${index}`,
      at: event.at,
      title: t(tk('timeline.', event.action.replace('contract.', ''))),
      detail: [
        event.actor,
        event.action === 'contract.changed' && event.after
          ? format.list(Object.keys(event.after).map((name) => t(tk('changed.', name))))
          : null,
        event.reason,
      ]
        .filter(Boolean)
        .join(' · '),
      tone: toneOf(event.action),
    })),
  ]
  return <Timeline items={items.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))} />
}

function toneOf(action: string): 'good' | 'bad' | 'attention' | 'neutral' {
  if (action === 'contract.terminated') return 'bad'
  if (action === 'contract.suspended') return 'attention'
  return action === 'contract.reactivated' ? 'good' : 'neutral'
}
