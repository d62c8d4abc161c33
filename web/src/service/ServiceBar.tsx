import { Text } from '@mantine/core'
import { IconLockAccess } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { lastDay } from '../contracts/days.ts'
import { useExplain } from '../reach/asking.ts'
import { useFormat } from '../ui/format.ts'
import { PageLink } from '../ui/links.tsx'
import { Why } from '../ui/Why.tsx'
import classes from './ServiceBar.module.css'

const shown = 3

/** Above a partner's pages: the customers whose support service has ended, what that means, and until when (R25). */
export function ServiceBar({ partnerId }: { partnerId: string }) {
  const { t } = useTranslation('shell')
  const format = useFormat()
  const explain = useExplain()
  const service = useRead('/api/v1/partners/{partnerId}/service', { params: { path: { partnerId } } })
  if (!service.data) return null
  const { state, ended, more } = service.data
  const grace = ended.filter((one) => one.state === 'grace')
  const closed = ended.filter((one) => one.state === 'closed')
  const [next] = grace
  const named = (list: typeof ended) => (
    <>
      {list.slice(0, shown).map(({ customerId, name }, index) => (
        <span key={customerId}>
          {index > 0 && ', '}
          <PageLink href={`/partner/${partnerId}/customers/${customerId}`} size="sm" className={classes.link}>
            {name}
          </PageLink>
        </span>
      ))}
      {list.length > shown && ` ${t('service.more', { count: list.length - shown })}`}
    </>
  )
  if (!next && closed.length === 0 && state !== 'closed') return null
  return (
    <section className={classes.bar} aria-label={t('service.label')}>
      <IconLockAccess size={17} aria-hidden className={classes.icon} />
      <div>
        {next && (
          <Text size="sm" component="p" m={0}>
            {t('service.grace', {
              count: grace.length,
              ended: format.date(lastDay(next.endedAt)),
              until: format.date(lastDay(next.closesAt)),
            })}{' '}
            {named(grace)} <Why explain={explain('register_collector', next.customerId)} />
          </Text>
        )}
        {closed.length > 0 && (
          <Text size="sm" component="p" m={0}>
            {t('service.closed', { count: closed.length })} {named(closed)}
            {more && '…'} <Why explain={explain('see_data', closed[0]?.customerId)} />
          </Text>
        )}
        {closed.length === 0 && !next && (
          <Text size="sm" component="p" m={0}>
            {t('service.allClosed')}
          </Text>
        )}
      </div>
    </section>
  )
}
