import { Anchor, Grid, Group, Alert as Notice, Paper, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../api/hooks.ts'
import { usePartnerId, usePathParam } from '../app/place.ts'
import { Facts } from '../customers/Facts.tsx'
import { ActButton } from '../ui/ActButton.tsx'
import { LinkButton, PageLink } from '../ui/links.tsx'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { AcknowledgeDialog } from './AcknowledgeDialog.tsx'
import { AlertWords } from './AlertWords.tsx'
import { type Alert, severityTones, stateTones, useAlertDenial, useSubjectHref } from './alert.ts'
import { dueOf } from './due.ts'

/** One alert: what is so, why, and who can mend it. */
export default function AlertPage() {
  const path = { partnerId: usePartnerId(), alertId: usePathParam('alertId') }
  const found = useRead('/api/v1/partners/{partnerId}/alerts/{alertId}', { params: { path } })
  if (found.error) return <ErrorState error={found.error} retry={() => void found.refetch()} />
  return found.data ? <Shown alert={found.data} /> : <LoadingState />
}

function Shown({ alert }: { alert: Alert }) {
  const { t } = useTranslation('alerts')
  const partnerId = usePartnerId()
  const base = `/partner/${partnerId}`
  return (
    <>
      <PageHeader
        title={[t(tk('kind.', alert.kind)), alert.subjectName].filter(Boolean).join(': ')}
        aside={
          <>
            <StateBadge tone={stateTones[alert.state]}>{t(tk('state.', alert.state))}</StateBadge>
            <StateBadge tone={severityTones[alert.severity]}>{t(tk('severity.', alert.severity))}</StateBadge>
          </>
        }
        text={
          <>
            <PageLink size="sm" href={`${base}/alerts`}>
              {t('list.title')}
            </PageLink>
            {' · '}
            <PageLink size="sm" href={`${base}/customers/${alert.customerId}`}>
              {alert.customerName}
            </PageLink>
          </>
        }
        actions={<Acts alert={alert} />}
      />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack gap="md">
            <Why alert={alert} />
            {alert.acknowledgedAt && (
              <Notice color="blue" title={t('detail.acknowledged', { name: alert.acknowledgedBy ?? '' })}>
                <Moment at={alert.acknowledgedAt} show="dateTime" />
                {alert.note && <Text size="sm">{alert.note}</Text>}
              </Notice>
            )}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <About alert={alert} />
        </Grid.Col>
      </Grid>
    </>
  )
}

function Acts({ alert }: { alert: Alert }) {
  const { t } = useTranslation('alerts')
  const partnerId = usePartnerId()
  const denied = useAlertDenial()(alert)
  const href = useSubjectHref()(alert)
  const [asking, setAsking] = useState(false)
  const reopen = useWrite('post', '/api/v1/partners/{partnerId}/alerts/unacknowledge', { ok: t('reopen.done') })
  return (
    <Group gap="xs">
      <LinkButton variant="default" href={href}>
        {t(tk('subject.', alert.subject))}
      </LinkButton>
      {alert.state === 'acknowledged' ? (
        <ActButton
          variant="default"
          denied={denied}
          onClick={() => reopen.mutate({ params: { path: { partnerId } }, body: { alertIds: [alert.alertId] } })}
        >
          {t('reopen.act')}
        </ActButton>
      ) : (
        <ActButton denied={denied} onClick={() => setAsking(true)}>
          {t('acknowledge.act')}
        </ActButton>
      )}
      <AcknowledgeDialog alerts={asking ? [alert] : null} onClose={() => setAsking(false)} />
    </Group>
  )
}

/** What is so, what it leads to, and who can do what about it. */
function Why({ alert }: { alert: Alert }) {
  const { t } = useTranslation('alerts')
  const { kind } = alert
  return (
    <Paper withBorder p="md" component="section" aria-label={t('detail.why')}>
      <Title order={2} size="h5" mb="sm">
        {t('detail.why')}
      </Title>
      <Text size="sm" fw={500} mb="xs">
        <AlertWords alert={alert} />
      </Text>
      <Text size="sm" mb="sm">
        {t(tk('why.', kind))}
      </Text>
      <Title order={3} size="h6" mb={4}>
        {t('detail.todo')}
      </Title>
      <Text size="sm">{t(tk('todo.', kind))}</Text>
      <Text size="sm" c="dimmed" mt="xs">
        {t(tk('resolves.', kind))}
      </Text>
    </Paper>
  )
}

function About({ alert }: { alert: Alert }) {
  const { t } = useTranslation('alerts')
  const href = useSubjectHref()(alert)
  const rows: [string, ReactNode][] = [
    [
      t('field.subject'),
      <PageLink key="subject" size="sm" href={href}>
        {alert.subjectName || t(tk('subject.', alert.subject))}
      </PageLink>,
    ],
    [t('field.product'), alert.productId],
    [t('field.serial'), alert.serial],
    [t('field.software'), `${alert.softwareType} ${alert.softwareVersion}`.trim()],
    [t('field.train'), alert.train],
    [
      t('field.bulletin'),
      alert.bulletinUrl ? (
        <Anchor key="bulletin" size="sm" href={alert.bulletinUrl} target="_blank" rel="noreferrer">
          {alert.bulletin || t('field.source')}
        </Anchor>
      ) : (
        alert.bulletin
      ),
    ],
    [t('field.replacement'), alert.replacement],
    [t('field.lastUpload'), alert.lastUploadAt && <Moment key="upload" at={alert.lastUploadAt} show="dateTime" />],
    [t('field.due'), alert.dueAt && <Moment key="due" at={dueOf(alert)} show="dateTime" />],
    [t('field.opened'), <Moment key="opened" at={alert.openedAt} show="dateTime" />],
    [t('field.resolved'), alert.resolvedAt && <Moment key="resolved" at={alert.resolvedAt} show="dateTime" />],
  ]
  return (
    <Paper withBorder p="md" component="section" aria-label={t('detail.about')}>
      <Title order={2} size="h5" mb="sm">
        {t('detail.about')}
      </Title>
      <Facts rows={rows.filter(([, value]) => value)} />
    </Paper>
  )
}
