import { useTranslation } from 'react-i18next'
import { useVendor } from '../api/me.ts'
import type { components } from '../api/schema.ts'
import { lastDay } from '../contracts/days.ts'
import { useFormat } from '../ui/format.ts'
import { tk } from '../ui/message-key.ts'
import type { ChainLink } from '../ui/WhyDrawer.tsx'

export type Explained = components['schemas']['ExplainedReach']
export type Action = Explained['action']
type ExplainedStaff = components['schemas']['ExplainedStaff']
export type StaffAction = ExplainedStaff['action']
type Link = Explained['links'][number] | ExplainedStaff['links'][number]

/** Acts in the order in which they are offered, and whether each is about one customer. */
export const actions: Record<Action, { customer: boolean }> = {
  see_customer: { customer: true },
  see_data: { customer: true },
  read_contracts: { customer: true },
  search_lines: { customer: false },
  see_what_stops: { customer: false },
  add_customer: { customer: false },
  change_customer: { customer: true },
  sponsor: { customer: false },
  see_collectors: { customer: true },
  register_collector: { customer: true },
  upload_inventory: { customer: true },
  revalidate_collection: { customer: true },
  acknowledge_alerts: { customer: true },
  download_licence: { customer: true },
  end_collector: { customer: true },
  register_people: { customer: false },
  manage_people: { customer: false },
  manage_super_admins: { customer: false },
  manage_associations: { customer: false },
  manage_reviews: { customer: false },
  start_reviews: { customer: false },
  manage_keys: { customer: false },
  read_audit: { customer: false },
  read_support_access: { customer: false },
  end_support_access: { customer: false },
}

const atMidnight = /T00:00:00(\.0+)?Z$/

/** An explanation in the reader's words: the verdict in one sentence, and the links. */
export function useExplainedText(): (explained: Explained | ExplainedStaff) => { verdict: string; links: ChainLink[] } {
  const { t } = useTranslation('reach')
  const format = useFormat()
  const vendor = useVendor()
  const period = ({ since, until }: Link) => {
    // Ends of contracts and services are the first moment without them; people read the last day.
    const last = until && (atMidnight.test(until) ? format.date(lastDay(until)) : format.date(until))
    if (since && last) return t('period.both', { since: format.date(since), until: last })
    if (last) return t('period.until', { until: last })
    return since ? t('period.since', { since: format.date(since) }) : ''
  }
  const factOf = (link: Link) => {
    const state = link.state ? t(tk('state.', `${link.link}.${link.state}`)) : ''
    const parts = [link.fact, state, link.givenBy && t('givenBy', { name: link.givenBy }), period(link)]
    return parts.filter(Boolean).join(' · ')
  }
  const whoOf = ({ grantedBy, names }: Link) => {
    if (grantedBy === 'vendor') return `${vendor.name} (${vendor.helpEmail})`
    return names.length > 0 ? format.list(names.slice(0, 5)) : t(tk('grantedBy.', grantedBy))
  }
  return (explained) => {
    const links: Link[] = explained.links
    const broken = links.filter(({ holds }) => !holds).map(({ link }) => t(tk('missing.', link)))
    const act = t(tk('act.', explained.action))
    const about =
      'customerName' in explained && explained.customerName
        ? t('about', { act, customer: explained.customerName })
        : act
    return {
      verdict: explained.holds
        ? t('verdict.yes', { name: explained.name, act: about })
        : t('verdict.no', { name: explained.name, act: about, missing: format.list(broken) }),
      links: links.map((link) => ({
        holds: link.holds,
        label: t(tk('link.', link.link)),
        fact: factOf(link),
        changedBy: link.holds ? null : whoOf(link),
      })),
    }
  }
}
