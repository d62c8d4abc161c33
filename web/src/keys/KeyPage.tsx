import { Alert, Group, Stack, Text } from '@mantine/core'
import { IconMoonStars } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../api/hooks.ts'
import { Facts } from '../customers/Facts.tsx'
import { ActButton, ActLink } from '../ui/ActButton.tsx'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { type Key, keyTones, useChangeDenial, useKeysDenial, useKeysPlace, useReach } from './key.ts'
import classes from './keys.module.css'
import { RevokeDialog } from './RevokeDialog.tsx'

/** One key: what it may do, who answers for it, its secrets, and its use. */
export default function KeyPage() {
  const { api, one } = useKeysPlace()
  const key = useRead(api('/api/v1/partners/{partnerId}/keys/{keyId}'), { params: one })
  if (key.error) return <ErrorState error={key.error} retry={() => void key.refetch()} />
  return key.data ? <Detail row={key.data} /> : <LoadingState />
}

function Detail({ row }: { row: Key }) {
  const { t } = useTranslation('keys')
  return (
    <>
      <PageHeader
        title={row.name}
        aside={<StateBadge tone={keyTones[row.state]}>{t(tk('state.', row.state))}</StateBadge>}
        actions={<Acts row={row} />}
      />
      <Stack gap="lg" maw={860}>
        {row.state === 'sleeping' && (
          <Alert color="orange" icon={<IconMoonStars size={18} aria-hidden />} title={t('sleeping.title')}>
            {t('sleeping.text', { owner: row.owner.name })}
          </Alert>
        )}
        {row.effectiveRole && row.effectiveRole !== row.role && (
          <Alert color="orange">
            {t('lessened', { owner: row.owner.name, role: t(tk('role.', row.effectiveRole)) })}
          </Alert>
        )}
        <KeyFacts row={row} />
      </Stack>
    </>
  )
}

function KeyFacts({ row }: { row: Key }) {
  const { t } = useTranslation('keys')
  const reach = useReach()
  const scopes = row.scopes.map((scope) => {
    const [area = '', level = ''] = scope.split(':')
    return `${t(tk('area.', area))}: ${t(tk('scopes.level.', level))}`
  })
  return (
    <Facts
      rows={[
        [t('field.role'), t(tk('role.', row.role))],
        [t('field.reach'), row.customers.length > 0 ? row.customers.map(({ name }) => name).join(', ') : reach(row)],
        [t('field.sponsors'), row.sponsors ? t('yes') : t('no')],
        [t('field.scopes'), <Lines key="scopes" lines={scopes} />],
        [t('field.secrets'), <Secrets key="secrets" row={row} />],
        [t('field.expires'), <Moment key="expires" at={row.expiresAt} show="dateTime" />],
        [
          t('field.used'),
          row.lastUsedAt ? (
            <>
              <Moment at={row.lastUsedAt} show="dateTime" />
              {row.lastUsedNetwork && ` · ${row.lastUsedNetwork}`}
            </>
          ) : (
            t('never')
          ),
        ],
        [t('field.owner'), row.owner.myself ? t('myself', { name: row.owner.name }) : row.owner.name],
        [
          t('field.created'),
          <span key="created">
            <Moment at={row.createdAt} show="dateTime" /> · {row.createdBy}
          </span>,
        ],
        ...(row.revokedAt
          ? ([
              [
                t('field.revoked'),
                <span key="revoked">
                  <Moment at={row.revokedAt} show="dateTime" /> · {row.revokedBy}: {row.revokedReason}
                </span>,
              ],
            ] as [string, React.ReactNode][])
          : []),
      ]}
    />
  )
}

function Lines({ lines }: { lines: string[] }) {
  return (
    <span className={classes.secrets}>
      {lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </span>
  )
}

function Secrets({ row }: { row: Key }) {
  const { t } = useTranslation('keys')
  if (row.secrets.length === 0) return '—'
  return (
    <span className={classes.secrets}>
      {row.secrets.map(({ hint, createdAt, createdBy, validUntil }) => (
        <span key={hint}>
          <Text span size="sm" ff="monospace">
            {hint}…
          </Text>{' '}
          <Text span size="sm" c="dimmed">
            {t('secret.made', { by: createdBy })} <Moment at={createdAt} />
            {validUntil && (
              <>
                {' · '}
                {t('secret.until')} <Moment at={validUntil} show="dateTime" />
              </>
            )}
          </Text>
        </span>
      ))}
    </span>
  )
}

function Acts({ row }: { row: Key }) {
  const { t } = useTranslation('keys')
  const { api, one, pages } = useKeysPlace()
  const denied = useChangeDenial()(row)
  const endDenied = useKeysDenial() ?? (row.state === 'revoked' ? { missing: t('denied.revoked') } : undefined)
  const [ending, setEnding] = useState(false)
  const [taking, setTaking] = useState(false)
  const take = useWrite('post', api('/api/v1/partners/{partnerId}/keys/{keyId}/take-over'), {
    ok: t('takeOver.done'),
    quiet: true,
  })
  const link = (to: string, label: string) => (
    <ActLink denied={denied} variant="default" href={`${pages}/${row.keyId}/${to}`}>
      {label}
    </ActLink>
  )
  return (
    <Group gap="xs">
      {link('rotate', t('rotate.act'))}
      {link('edit', t('edit.act'))}
      {!row.owner.myself && (
        <ActButton variant="default" denied={denied} onClick={() => setTaking(true)}>
          {t('takeOver.act')}
        </ActButton>
      )}
      <ActButton variant="default" denied={endDenied} onClick={() => setEnding(true)}>
        {t('revoke.act')}
      </ActButton>
      <RevokeDialog keys={[row]} opened={ending} onClose={() => setEnding(false)} />
      <ReasonDialog
        opened={taking}
        onClose={() => setTaking(false)}
        title={t('takeOver.title', { name: row.name })}
        text={t('takeOver.text', { owner: row.owner.name })}
        confirm={t('takeOver.act')}
        asksReason={false}
        act={() => take.mutateAsync({ params: one })}
      />
    </Group>
  )
}
