import { Drawer, Text } from '@mantine/core'
import { IconCheck, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Moment } from './Moment.tsx'
import { ErrorState, LoadingState } from './states.tsx'
import classes from './WhyDrawer.module.css'

/** One link of the chain from contract to application: whether it holds, by what fact, since or until when, whose it is. */
export type ChainLink = {
  holds: boolean
  label: string
  fact: string
  date?: string | null
  /** Who can change it (R36). */
  changedBy?: string | null
}

type Props = {
  opened: boolean
  onClose: () => void
  title: string
  /** The answer in one sentence: "Ana may download software" or what is missing. */
  verdict?: string
  links: ChainLink[] | undefined
  error?: unknown
}

/** *Why?*: the chain as a vertical list, broken where it breaks. */
export function WhyDrawer({ opened, onClose, title, verdict, links, error }: Props) {
  return (
    <Drawer opened={opened} onClose={onClose} position="right" size="md" title={title}>
      {verdict && (
        <Text fw={500} mb="md">
          {verdict}
        </Text>
      )}
      {error ? <ErrorState error={error} /> : links ? <Chain links={links} /> : <LoadingState />}
    </Drawer>
  )
}

/** The chain without the drawer, for pages that show it in place. */
export function Chain({ links }: { links: ChainLink[] }) {
  const { t } = useTranslation('ui')
  return (
    <ol className={classes.chain}>
      {links.map((link) => (
        <li key={`${link.label} ${link.fact}`} className={classes.link} data-holds={link.holds}>
          <span className={classes.mark} aria-hidden>
            {link.holds ? <IconCheck size={13} stroke={3} /> : <IconX size={13} stroke={3} />}
          </span>
          <div>
            <div className={classes.label}>
              {link.label}
              <span className="visually-hidden">: {link.holds ? t('chain.holds') : t('chain.broken')}</span>
            </div>
            <Text size="sm">{link.fact}</Text>
            {link.date && (
              <Text size="xs" c="dimmed">
                <Moment at={link.date} />
              </Text>
            )}
            {link.changedBy && (
              <Text size="xs" c="dimmed">
                {t('chain.changedBy', { who: link.changedBy })}
              </Text>
            )}
          </div>
        </li>
      ))}
    </ol>
  )
}
