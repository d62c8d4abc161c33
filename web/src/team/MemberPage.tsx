import { Anchor, Grid, Group, List, Paper, Skeleton, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { usePartnerId, usePathParam } from '../app/place.ts'
import { PersonAssociations } from '../associations/PersonAssociations.tsx'
import { actorText, rightText } from '../audit/right.ts'
import { lastDay } from '../contracts/days.ts'
import { Facts } from '../customers/Facts.tsx'
import { ActButton, type Denial } from '../ui/ActButton.tsx'
import { useFormat } from '../ui/format.ts'
import { PageLink } from '../ui/links.tsx'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ErrorState } from '../ui/states.tsx'
import { Timeline } from '../ui/Timeline.tsx'
import { useMemberActs } from './MemberActs.tsx'
import { useMemberDenial } from './may.ts'
import { type MemberDetail, nameOf } from './member.ts'
import { Address, MemberState, RoleName, SeenCustomers } from './TeamPage.tsx'

/** One colleague: role, customers seen, the contracts behind it, what happened. */
export default function MemberPage() {
  const { t } = useTranslation('team')
  const partnerId = usePartnerId()
  const accountId = usePathParam('accountId')
  const member = useRead('/api/v1/partners/{partnerId}/team/{accountId}', {
    params: { path: { partnerId, accountId } },
  })
  if (member.error) return <ErrorState error={member.error} retry={() => void member.refetch()} />
  if (member.isPending) return <Skeleton height={400} />
  const { data } = member
  return (
    <>
      <PageHeader
        title={nameOf(data)}
        aside={<MemberState state={data.state} />}
        text={data.role ? t(tk('roleText.', data.role)) : t('member.noRole')}
        actions={<Acts member={data} partnerId={partnerId} />}
      />
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack gap="lg">
            <Details member={data} />
            <Sees member={data} partnerId={partnerId} />
            <CarriedBy member={data} partnerId={partnerId} />
            <Sponsorship member={data} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <History member={data} />
        </Grid.Col>
      </Grid>
    </>
  )
}

function Acts({ member, partnerId }: { member: MemberDetail; partnerId: string }) {
  const { t } = useTranslation('team')
  const { open, dialog } = useMemberActs(partnerId)
  const denial = useMemberDenial()
  if (member.state === 'removed') return null
  const { may } = member
  const why = (refusal: string | null): Denial | undefined => (refusal ? denial(refusal) : undefined)
  const anyRole = [may.super_admin, may.admin, may.user].includes(null) ? null : (may.user ?? may.admin)
  const suspended = member.state === 'suspended'
  return (
    <>
      <ActButton variant="default" denied={why(anyRole)} onClick={() => open('role', member)}>
        {t('act.role')}
      </ActButton>
      <ActButton
        variant="default"
        denied={why(suspended ? may.reactivate : may.suspend)}
        onClick={() => open(suspended ? 'reactivate' : 'suspend', member)}
      >
        {t(suspended ? 'act.reactivate' : 'act.suspend')}
      </ActButton>
      <ActButton variant="light" color="red" denied={why(may.remove)} onClick={() => open('remove', member)}>
        {t(member.own ? 'act.leave' : 'act.remove')}
      </ActButton>
      {dialog}
    </>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper component="section" withBorder p="md">
      <Title order={2} size="h4" mb="xs">
        {title}
      </Title>
      {children}
    </Paper>
  )
}

function Details({ member }: { member: MemberDetail }) {
  const { t } = useTranslation('team')
  const format = useFormat()
  const rows: [string, ReactNode][] = [
    [
      t('column.email'),
      <Address key="mail" of={member}>
        <Anchor href={`mailto:${member.email}`} size="sm">
          {member.email}
        </Anchor>
      </Address>,
    ],
    [t('column.role'), <RoleName key="role" member={member} />],
    [t('form.language'), format.languageName(member.language)],
    [t('column.since'), <Moment key="since" at={member.since} />],
    [t('column.signedIn'), <Moment key="in" at={member.lastSignInAt} none={t('column.never')} />],
  ]
  if (member.suspendedAt)
    rows.push([
      t('state.suspended'),
      <span key="suspended">
        <Moment at={member.suspendedAt} /> — {member.suspendedReason}
      </span>,
    ])
  return (
    <Section title={t('member.details')}>
      <Facts rows={rows} />
    </Section>
  )
}

function Sees({ member, partnerId }: { member: MemberDetail; partnerId: string }) {
  const { t } = useTranslation('team')
  if (member.role === 'user' && member.state !== 'removed')
    return (
      <Section title={t('member.sees')}>
        <PersonAssociations partnerId={partnerId} accountId={member.accountId} />
      </Section>
    )
  return (
    <Section title={t('member.sees')}>
      <Text size="sm">
        <SeenCustomers member={member} />
        {member.allCustomers && member.role !== 'user' && ` ${t('member.byRole')}`}
      </Text>
      {!member.allCustomers && member.sees.length > 0 && (
        <List size="sm" mt="xs" spacing={6}>
          {member.sees.slice(0, 20).map((one) => (
            <List.Item key={one.customerId}>
              <PageLink href={`/partner/${partnerId}/customers/${one.customerId}`} size="sm">
                {one.name}
              </PageLink>
            </List.Item>
          ))}
        </List>
      )}
    </Section>
  )
}

/** So many are named; the rest is a number. */
const shownContracts = 10

function CarriedBy({ member, partnerId }: { member: MemberDetail; partnerId: string }) {
  const { t } = useTranslation('team')
  const format = useFormat()
  return (
    <Section title={t('member.carriedBy')}>
      <Text size="sm" c="dimmed" mb={member.carriedBy.length > 0 ? 'xs' : 0}>
        {member.carriedBy.length > 0 ? t('member.carriedByText') : t('member.carriedByNone')}
      </Text>
      <List size="sm" spacing={6}>
        {member.carriedBy.slice(0, shownContracts).map((one) => (
          <List.Item key={one.contractId}>
            <Group gap={6}>
              <span>{one.number}</span>
              <PageLink href={`/partner/${partnerId}/customers/${one.customerId}`} size="sm">
                {one.customerName}
              </PageLink>
              <Text span size="sm" c="dimmed">
                {t('member.until', { day: format.date(lastDay(one.endsAt)) })}
              </Text>
            </Group>
          </List.Item>
        ))}
      </List>
      {member.carriedBy.length > shownContracts && (
        <PageLink href={`/partner/${partnerId}/contracts`} size="sm">
          {t('member.carriedByMore', { count: member.carriedBy.length - shownContracts })}
        </PageLink>
      )}
    </Section>
  )
}

/** The right to sponsor is the vendor's to give; here it is shown, and how it comes and goes. */
function Sponsorship({ member }: { member: MemberDetail }) {
  const { t } = useTranslation('team')
  const key = member.sponsors ? 'has' : 'hasNot'
  return (
    <Section title={t('sponsor.title')}>
      <Text size="sm">{t(tk('sponsor.', key), { name: member.firstName })}</Text>
      {!member.sponsors && member.own && (
        <PageLink href="/administrator-request" size="sm">
          {t('sponsor.ask')}
        </PageLink>
      )}
    </Section>
  )
}

function History({ member }: { member: MemberDetail }) {
  const { t, i18n } = useTranslation(['team', 'audit'])
  const say = (entry: MemberDetail['history'][number]) => {
    const key = `action.${entry.action}`
    if (!i18n.exists(key, { ns: 'audit' })) return entry.action
    return t(tk('audit:action.', entry.action), { actor: actorText(entry.actor, t), object: nameOf(member) })
  }
  return (
    <Section title={t('member.history')}>
      {member.history.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('member.noHistory')}
        </Text>
      ) : (
        <Timeline
          items={member.history.map((entry) => ({
            key: String(entry.seq),
            at: entry.at,
            title: say(entry),
            detail: rightText(entry.why, t),
          }))}
        />
      )}
    </Section>
  )
}
