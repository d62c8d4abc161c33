import { Alert, Button, Divider, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../api/hooks.ts'
import type { components } from '../api/schema.ts'
import { tk } from '../ui/message-key.ts'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import { AccessFacts } from './AccessFacts.tsx'
import { AskDialog } from './AskDialog.tsx'
import { useTextIn } from './chain-text.ts'
import { EntitlementRow } from './EntitlementRow.tsx'
import { personTones } from './person-tones.ts'
import { WhyEntitlement } from './WhyEntitlement.tsx'

export type MyAccess = components['schemas']['MyAccess']
export type MyEntitlement = components['schemas']['MyEntitlement']

/** One company and partner through which I have access: its facts, what it includes, what I can ask for, and leaving. */
export function SponsoredAccess({ access }: { access: MyAccess }) {
  const { t } = useTranslation('access')
  const [why, setWhy] = useState<MyEntitlement | null>(null)
  const [asking, setAsking] = useState<MyEntitlement | null>(null)
  const included = access.entitlements.filter(({ granted }) => granted)
  const others = access.entitlements.filter(({ granted }) => !granted)
  const stopped = access.state === 'active' ? stoppedBy(included) : undefined
  const live = access.state === 'active' || access.state === 'to_be_verified' || access.state === 'suspended'
  return (
    <Paper component="section" withBorder p="md" aria-label={access.customerName}>
      <Stack gap="md">
        <Group justify="space-between" align="flex-start">
          <Stack gap={2}>
            <Group gap="xs">
              <Title order={2} size="h3">
                {access.customerName}
              </Title>
              {stopped ? (
                <StateBadge tone="attention">{t(tk('mine.missing.', stopped))}</StateBadge>
              ) : (
                <StateBadge tone={personTones[access.state]}>{t(tk('state.', access.state))}</StateBadge>
              )}
            </Group>
            <Text size="sm" c="dimmed">
              {t('mine.sponsoredBy', { partner: access.partnerName })}
            </Text>
          </Stack>
          {live && <Leave access={access} />}
        </Group>
        {(access.state !== 'active' || stopped) && (
          <Alert
            color={access.state === 'to_be_verified' ? 'blue' : 'orange'}
            icon={<IconInfoCircle size={18} aria-hidden />}
          >
            {t(stopped ? 'mine.stopped' : tk('mine.stateText.', access.state), { partner: access.partnerName })}
          </Alert>
        )}
        <AccessFacts access={access} />
        <Divider />
        <Rows title={t('mine.included')} empty={t('mine.nothingIncluded')} count={included.length}>
          {included.map((one) => (
            <EntitlementRow key={one.entitlementId} access={access} entitlement={one} onWhy={() => setWhy(one)} />
          ))}
        </Rows>
        {others.length > 0 && live && (
          <Rows title={t('mine.more')} count={others.length}>
            {others.map((one) => (
              <EntitlementRow
                key={one.entitlementId}
                access={access}
                entitlement={one}
                onWhy={() => setWhy(one)}
                onAsk={() => setAsking(one)}
              />
            ))}
          </Rows>
        )}
      </Stack>
      <WhyEntitlement access={access} entitlement={why} onClose={() => setWhy(null)} />
      <AskDialog access={access} entitlement={asking} onClose={() => setAsking(null)} />
    </Paper>
  )
}

/** The link for want of which none of them can be used, however they are switched: the registration alone is in order then. */
function stoppedBy(included: MyEntitlement[]): string | undefined {
  const [first] = included
  return first?.missing.find(
    ({ link }) => link !== 'switched_on' && included.every(({ missing }) => missing.some((one) => one.link === link)),
  )?.link
}

type RowsProps = { title: string; count: number; empty?: string; children: React.ReactNode }

function Rows({ title, count, empty, children }: RowsProps) {
  return (
    <section>
      <Title order={3} size="h5" mb="xs">
        {title}
      </Title>
      {count === 0 && empty ? (
        <Text size="sm" c="dimmed">
          {empty}
        </Text>
      ) : (
        <Stack gap={0}>{children}</Stack>
      )}
    </section>
  )
}

function Leave({ access }: { access: MyAccess }) {
  const { t } = useTranslation('access')
  const textIn = useTextIn()
  const [opened, setOpened] = useState(false)
  const leave = useWrite('post', '/api/v1/access/{registrationId}/leave', { ok: t('leave.done'), quiet: true })
  const held = access.entitlements.filter(({ holds }) => holds)
  return (
    <>
      <Button variant="subtle" color="red" size="xs" onClick={() => setOpened(true)}>
        {t('leave.act')}
      </Button>
      <ReasonDialog
        opened={opened}
        onClose={() => setOpened(false)}
        title={t('leave.title', { customer: access.customerName })}
        text={t('leave.text', { partner: access.partnerName })}
        impact={[
          {
            label: t('leave.entitlements', { count: held.length }),
            count: held.length,
            names: held.map((one) => textIn(one.names, one.entitlementId)),
          },
        ]}
        confirm={t('leave.act')}
        danger
        asksReason={false}
        act={(reason) =>
          leave.mutateAsync({ params: { path: { registrationId: access.registrationId } }, body: { reason } })
        }
      />
    </>
  )
}
