import { Alert, Button, Drawer, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useTextIn } from '../access/chain-text.ts'
import { useRead, useWrite } from '../api/hooks.ts'
import { useVendor } from '../api/me.ts'
import type { components } from '../api/schema.ts'
import { ActButton } from '../ui/ActButton.tsx'
import { PageLink } from '../ui/links.tsx'
import { Moment } from '../ui/Moment.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import type { AccessRequest } from './RequestsPage.tsx'

type Detail = components['schemas']['AccessRequestDetail']
type Props = { partnerId: string; request: AccessRequest | null; onClose: () => void }

/** One request beside the list: who asks for what and why, what granting it means, and the decision. */
export function DecideDrawer({ partnerId, request, onClose }: Props) {
  const { t } = useTranslation('people')
  const path = { partnerId, requestId: request?.requestId ?? '' }
  const detail = useRead(
    '/api/v1/partners/{partnerId}/access-requests/{requestId}',
    { params: { path } },
    { enabled: request !== null },
  )
  return (
    <Drawer opened={request !== null} onClose={onClose} position="right" size="md" title={t('requests.one')}>
      {detail.error ? (
        <ErrorState error={detail.error} />
      ) : detail.data ? (
        <Request partnerId={partnerId} request={detail.data} onClose={onClose} />
      ) : (
        <LoadingState />
      )}
    </Drawer>
  )
}

function Request({ partnerId, request, onClose }: { partnerId: string; request: Detail; onClose: () => void }) {
  const { t } = useTranslation('people')
  const textIn = useTextIn()
  const name = textIn(request.names, request.entitlementId)
  return (
    <Stack gap="md">
      <div>
        <Text fw={500}>{name}</Text>
        <Text size="sm" c="dimmed">
          <PageLink href={`/partner/${partnerId}/people/${request.registrationId}`} size="sm">
            {request.firstName} {request.lastName}
          </PageLink>
          , {request.customerName}, <Moment at={request.createdAt} />
        </Text>
      </div>
      {request.note && (
        <div>
          <Text size="xs" c="dimmed">
            {t('requests.note')}
          </Text>
          <Text size="sm">{request.note}</Text>
        </div>
      )}
      {request.state === 'open' ? (
        <Decide partnerId={partnerId} request={request} name={name} onClose={onClose} />
      ) : (
        <Text size="sm">
          {t('requests.decided', { who: request.decidedByName ?? '—' })} <Moment at={request.decidedAt} />
          {request.reason && `: ${request.reason}`}
        </Text>
      )}
    </Stack>
  )
}

type DecideProps = { partnerId: string; request: Detail; name: string; onClose: () => void }

function Decide({ partnerId, request, name, onClose }: DecideProps) {
  const { t } = useTranslation('people')
  const vendor = useVendor()
  const [deciding, setDeciding] = useState<'grant' | 'decline' | null>(null)
  const decide = useWrite('post', '/api/v1/partners/{partnerId}/access-requests/{requestId}/decision', {
    ok: t('requests.done'),
    quiet: true,
  })
  const others = request.alsoGets
  return (
    <>
      <Alert color="blue" title={t('requests.means')}>
        {others.total === 0
          ? t('requests.onlyOne', { customer: request.customerName })
          : t('requests.alsoGets', { count: others.total, names: others.names.slice(0, 5).join(', ') })}
      </Alert>
      <Group gap="xs">
        <ActButton
          onClick={() => setDeciding('grant')}
          denied={
            request.underCeiling ? undefined : { missing: t('requests.aboveCeiling', { name }), grantedBy: vendor.name }
          }
        >
          {t('requests.grant')}
        </ActButton>
        <Button variant="default" onClick={() => setDeciding('decline')}>
          {t('requests.decline')}
        </Button>
      </Group>
      <ReasonDialog
        opened={deciding !== null}
        onClose={() => setDeciding(null)}
        title={t(deciding === 'grant' ? 'requests.grantTitle' : 'requests.declineTitle', { name })}
        text={t(deciding === 'grant' ? 'requests.grantText' : 'requests.declineText', { person: request.firstName })}
        confirm={t(deciding === 'grant' ? 'requests.grant' : 'requests.decline')}
        danger={deciding === 'decline'}
        asksReason={deciding === 'decline'}
        act={async (reason) => {
          await decide.mutateAsync({
            params: { path: { partnerId, requestId: request.requestId } },
            body: { decision: deciding ?? 'decline', reason },
          })
          onClose()
        }}
      />
    </>
  )
}
