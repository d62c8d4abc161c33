import { useTranslation } from 'react-i18next'
import { useVendor } from '../api/me.ts'
import type { components } from '../api/schema.ts'
import { lastDay } from '../contracts/days.ts'
import { useFormat } from '../ui/format.ts'
import { tk } from '../ui/message-key.ts'
import type { ChainLink as ShownLink } from '../ui/WhyDrawer.tsx'

export type ChainLink = components['schemas']['ChainLink']

/** A text in the reader's language; English, and then the fallback, where there is none. */
export function useTextIn(): (texts: Record<string, string>, fallback: string) => string {
  const { i18n } = useTranslation()
  const language = i18n.resolvedLanguage ?? i18n.language
  return (texts, fallback) => texts[language] ?? texts.en ?? fallback
}

/** Puts the links of an explanation into words. `person`: who "the person" is, when it is not the reader. */
export function useChainText(
  partnerName: string,
  person?: string,
): (links: ChainLink[], entitlement: { id: string; name: string }) => ShownLink[] {
  const { t } = useTranslation('access')
  const format = useFormat()
  const vendor = useVendor()
  const who = { vendor: vendor.name, partner: partnerName, person: person ?? t('chain.you') }
  const say = (link: ChainLink, values: Record<string, string>) =>
    link.holds ? t(tk('chain.holds.', link.link), values) : t(tk('chain.broken.', link.link), values)
  return (links, entitlement) =>
    links.map((link) => ({
      holds: link.holds,
      label: t(tk('chain.label.', link.link)),
      fact: say(link, {
        // What is about the entitlement itself is said with its name.
        fact: (link.fact === entitlement.id ? entitlement.name : link.fact) || '—',
        state: link.state ? t(tk('chain.state.', link.state)) : '',
        since: link.since ? format.date(link.since) : '—',
        until: link.until ? format.date(lastDay(link.until)) : '—',
      }),
      changedBy: who[link.grantedBy],
    }))
}
