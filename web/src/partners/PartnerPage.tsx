import { Anchor, Group, List, Paper, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { VendorActing } from '../acting/VendorActing.tsx'
import { api, take } from '../api/client.ts'
import { useRead, useWrite } from '../api/hooks.ts'
import { usePathParam } from '../app/place.ts'
import { dayOf, lastDay } from '../contracts/days.ts'
import { ImpactDialog } from '../entitlements/ImpactDialog.tsx'
import { useEntitlementNames } from '../entitlements/names.ts'
import { PartnerTeam } from '../team/PartnerTeam.tsx'
import { ActButton, ActLink } from '../ui/ActButton.tsx'
import { Figure, Figures } from '../ui/Figure.tsx'
import { useFormat } from '../ui/format.ts'
import { LinkButton, PageLink } from '../ui/links.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { useAgentDenial } from '../vendor/may.ts'
import { PartnerAdministrators } from './PartnerAdministrators.tsx'
import { PartnerContracts } from './PartnerContracts.tsx'
import { PartnerCustomers } from './PartnerCustomers.tsx'
import { PartnerState } from './PartnerState.tsx'
import type { PartnerDetail } from './partner.ts'

/** One partner: whether it may sponsor and why, what it may hand out, its contracts and administrators. */
export default function PartnerPage() {
  const partnerId = usePathParam('partnerId')
  const partner = useRead('/api/v1/vendor/partners/{partnerId}', { params: { path: { partnerId } } })
  if (partner.error) return <ErrorState error={partner.error} retry={() => void partner.refetch()} />
  if (!partner.data) return <LoadingState />
  return <Detail partner={partner.data} />
}

function Detail({ partner }: { partner: PartnerDetail }) {
  const { t } = useTranslation('partners')
  const format = useFormat()
  const at = `/vendor/partners/${partner.partnerId}`
  return (
    <>
      <PageHeader
        title={partner.name}
        aside={<PartnerState state={partner.state} />}
        text={
          <Group gap="xs">
            {partner.country && format.country(partner.country)}
            {partner.website && (
              <Anchor href={partner.website} rel="noopener noreferrer" target="_blank" size="sm">
                {new URL(partner.website).hostname}
              </Anchor>
            )}
          </Group>
        }
        actions={<Actions partner={partner} />}
      />
      <Stack gap="xl">
        <Figures>
          <Figure
            label={t('list.contracts')}
            value={partner.contractsInForce}
            href={`/vendor/contracts?partnerId=${partner.partnerId}&state=in_force`}
          />
          <Figure
            label={t('list.administrators')}
            value={partner.administrators}
            urgent={partner.qualification.qualified && partner.administrators < 2}
            hint={partner.administrators < 2 ? t('detail.needsTwo') : undefined}
            href={`${at}#administrators`}
          />
          <Figure label={t('list.customers')} value={partner.customers} href={`${at}#customers`} />
          <Figure label={t('list.people')} value={partner.people} href={`${at}#customers`} />
        </Figures>
        <Qualification partner={partner} />
        <PartnerContracts partnerId={partner.partnerId} />
        <PartnerCustomers partnerId={partner.partnerId} />
        <PartnerTeam partnerId={partner.partnerId} partnerName={partner.name} />
        <PartnerAdministrators partnerId={partner.partnerId} partnerName={partner.name} />
        <VendorActing partnerId={partner.partnerId} partnerName={partner.name} />
      </Stack>
    </>
  )
}

function Qualification({ partner }: { partner: PartnerDetail }) {
  const { t } = useTranslation('partners')
  const format = useFormat()
  const nameOf = useEntitlementNames()
  const { qualified, reason, number, endsAt } = partner.qualification
  return (
    <Paper withBorder p="md" component="section">
      <Group gap="xs" mb="xs">
        <Title order={2} size="h4">
          {t('qualification.title')}
        </Title>
        <StateBadge tone={qualified ? 'good' : 'attention'}>
          {qualified ? t('qualification.yes') : t('qualification.no')}
        </StateBadge>
      </Group>
      <Text size="sm">
        {t(tk('qualification.', reason), { number, until: endsAt ? format.date(lastDay(endsAt)) : '' })}
      </Text>
      <Text size="sm" fw={500} mt="md">
        {t('ceiling.title')}
      </Text>
      {partner.ceiling.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('ceiling.none')}
        </Text>
      ) : (
        <List size="sm" mt={4}>
          {partner.ceiling.map((id) => (
            <List.Item key={id}>
              <PageLink href={`/vendor/entitlements/${id}`} size="sm" display="inline-block" lh="24px">
                {nameOf(id)}
              </PageLink>
            </List.Item>
          ))}
        </List>
      )}
      <Text size="xs" c="dimmed" mt="sm">
        {t('ceiling.text', { day: format.date(dayOf(new Date().toISOString())) })}
      </Text>
    </Paper>
  )
}

function Actions({ partner }: { partner: PartnerDetail }) {
  const { t } = useTranslation('partners')
  const denied = useAgentDenial('manage_partners')
  const [asking, setAsking] = useState(false)
  const params = { path: { partnerId: partner.partnerId } }
  const state = partner.state === 'active' ? 'suspended' : 'active'
  const suspends = state === 'suspended'
  const act = useWrite('post', '/api/v1/vendor/partners/{partnerId}/state', {
    ok: suspends ? t('suspend.done') : t('reactivate.done'),
    quiet: true,
  })
  return (
    <>
      <LinkButton href={`/vendor/partners/${partner.partnerId}/collectors`} variant="default">
        {t('collectors:list.title')}
      </LinkButton>
      <LinkButton href={`/vendor/partners/${partner.partnerId}/explain`} variant="default">
        {t('detail.explain')}
      </LinkButton>
      <ActButton variant="default" denied={denied} color={suspends ? 'red' : undefined} onClick={() => setAsking(true)}>
        {suspends ? t('suspend.act') : t('reactivate.act')}
      </ActButton>
      <ActLink denied={denied} href={`/vendor/partners/${partner.partnerId}/edit`} variant="default">
        {t('form.edit')}
      </ActLink>
      <ImpactDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={
          suspends ? t('suspend.title', { partner: partner.name }) : t('reactivate.title', { partner: partner.name })
        }
        text={suspends ? t('suspend.text') : t('reactivate.text')}
        confirm={suspends ? t('suspend.confirm') : t('reactivate.confirm')}
        danger={suspends}
        preview={() => take(api.POST('/api/v1/vendor/partners/{partnerId}/preview', { params, body: { state } }))}
        act={(reason) => act.mutateAsync({ params, body: { state, reason } })}
      />
    </>
  )
}
