import { Button, Switch, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../api/hooks.ts'
import { lastDay } from '../contracts/days.ts'
import { useFormat } from '../ui/format.ts'
import { tk } from '../ui/message-key.ts'
import { StateBadge } from '../ui/StateBadge.tsx'
import { useTextIn } from './chain-text.ts'
import classes from './EntitlementRow.module.css'
import type { MyAccess, MyEntitlement } from './SponsoredAccess.tsx'

type Props = { access: MyAccess; entitlement: MyEntitlement; onWhy: () => void; onAsk?: () => void }

/** One entitlement: whether I have it, why, and the switch (what is granted) or the question to the partner (what is not). */
export function EntitlementRow({ access, entitlement, onWhy, onAsk }: Props) {
  const { t } = useTranslation('access')
  const textIn = useTextIn()
  const name = textIn(entitlement.names, entitlement.entitlementId)
  return (
    <div className={classes.row}>
      <div className={classes.text}>
        <Text size="sm" fw={500}>
          {name}
        </Text>
        <Text size="xs" c="dimmed">
          {textIn(entitlement.descriptions, '')}
        </Text>
      </div>
      <div className={classes.acts}>
        <Holding entitlement={entitlement} />
        <Button size="compact-xs" variant="subtle" onClick={onWhy} aria-label={t('mine.whyNamed', { name })}>
          {t('ui:why')}
        </Button>
        {entitlement.granted ? (
          <OnOff access={access} entitlement={entitlement} name={name} />
        ) : (
          onAsk && <Ask entitlement={entitlement} name={name} onAsk={onAsk} />
        )}
      </div>
    </div>
  )
}

function Holding({ entitlement }: { entitlement: MyEntitlement }) {
  const { t } = useTranslation('access')
  const format = useFormat()
  if (entitlement.holds)
    return (
      <StateBadge tone="good">
        {entitlement.until ? t('mine.holdsUntil', { date: format.date(lastDay(entitlement.until)) }) : t('mine.holds')}
      </StateBadge>
    )
  const first = entitlement.missing[0]
  if (!first) return null
  const tone = first.link === 'switched_on' || first.link === 'granted' ? 'neutral' : 'attention'
  return <StateBadge tone={tone}>{t(tk('mine.missing.', first.link))}</StateBadge>
}

function OnOff({ access, entitlement, name }: { access: MyAccess; entitlement: MyEntitlement; name: string }) {
  const { t } = useTranslation('access')
  const change = useWrite('put', '/api/v1/access/{registrationId}/entitlements/{entitlementId}')
  const path = { registrationId: access.registrationId, entitlementId: entitlement.entitlementId }
  return (
    <Switch
      aria-label={t('mine.switch', { name })}
      checked={change.isPending ? change.variables.body.on : entitlement.switchedOn}
      disabled={change.isPending || access.state === 'disabled' || access.state === 'unconfirmed'}
      onChange={(event) => change.mutate({ params: { path }, body: { on: event.currentTarget.checked } })}
    />
  )
}

function Ask({ entitlement, name, onAsk }: { entitlement: MyEntitlement; name: string; onAsk: () => void }) {
  const { t } = useTranslation('access')
  if (entitlement.asked) return <StateBadge tone="info">{t('ask.asked')}</StateBadge>
  return (
    <Button size="compact-sm" variant="default" onClick={onAsk} aria-label={t('ask.named', { name })}>
      {t('ask.act')}
    </Button>
  )
}
