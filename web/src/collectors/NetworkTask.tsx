import { Alert, Stack, Table, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../api/hooks.ts'
import { usePartnerId } from '../app/place.ts'
import { Facts } from '../customers/Facts.tsx'
import { ActButton, ActLink } from '../ui/ActButton.tsx'
import { useFormat } from '../ui/format.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { type Collector, type NetworkTask, useCollectorDenials, useCredentialText } from './collector.ts'
import { Section } from './Section.tsx'

const path = '/api/v1/partners/{partnerId}/collectors/{collectorId}/network-task'

/** What the agents of a registration are asked to discover and read, and what came of it (decision 35). */
export function NetworkTaskSection({ collector }: { collector: Collector }) {
  const { t } = useTranslation('collectors')
  const partnerId = usePartnerId()
  const denials = useCollectorDenials()
  const params = { path: { partnerId, collectorId: collector.collectorId } }
  const answer = useRead(path, { params })
  const remove = useWrite('delete', path, { ok: t('network.removed'), quiet: true })
  const [removing, setRemoving] = useState(false)
  const task = answer.data?.task
  const href = `/partner/${partnerId}/collectors/${collector.collectorId}/network-task`
  const change = (
    <ActLink variant="default" size="xs" denied={denials.changing(collector)} href={href}>
      {task ? t('network.change') : t('network.set')}
    </ActLink>
  )
  return (
    <Section
      title={t('network.title')}
      actions={
        <>
          {task && (
            <ActButton variant="default" size="xs" denied={denials.ending(collector)} onClick={() => setRemoving(true)}>
              {t('network.remove')}
            </ActButton>
          )}
          {answer.data && collector.status !== 'deleted' && change}
        </>
      }
    >
      {answer.error && <ErrorState error={answer.error} retry={() => void answer.refetch()} />}
      {answer.isLoading && <LoadingState />}
      {task === null && (
        <Text size="sm" c="dimmed" maw={720}>
          {t('network.empty')}
        </Text>
      )}
      {task && <Shown task={task} />}
      <ReasonDialog
        opened={removing}
        onClose={() => setRemoving(false)}
        title={t('network.removeTitle', { name: collector.name })}
        text={t('network.removeText')}
        confirm={t('network.remove')}
        danger
        asksReason={false}
        act={() => remove.mutateAsync({ params })}
      />
    </Section>
  )
}

function Shown({ task }: { task: NetworkTask }) {
  const { t } = useTranslation('collectors')
  const format = useFormat()
  const credentialText = useCredentialText()
  const moment = (at: string | null) => (at ? <Moment at={at} show="dateTime" /> : t('never'))
  return (
    <Stack gap="md">
      <Alert color="orange">{t('network.secret')}</Alert>
      <Facts
        rows={[
          [t('network.ranges'), task.ranges.join(', ')],
          [t('network.port'), String(task.port)],
          [
            t('network.setAt'),
            <span key="set">
              {moment(task.updatedAt)} · {task.updatedBy}
            </span>,
          ],
          [
            t('network.credentials'),
            <Stack key="credentials" gap={2}>
              {task.credentials.map((credential) => (
                <span key={credential.credentialId}>{credentialText(credential)}</span>
              ))}
            </Stack>,
          ],
          [
            t('network.discovery'),
            <span key="discovery">
              {moment(task.discoveryBeganAt)}
              {task.discoveryBeganAt && !task.discoveryEndedAt && (
                <> · {t('network.noEnd', { count: task.discoveryTries })}</>
              )}
            </span>,
          ],
          [t('network.reading'), moment(task.readingHandedAt)],
          [
            t('network.found'),
            t('network.foundText', { found: format.number(task.foundTotal), unread: format.number(task.unread) }),
          ],
        ]}
      />
      {task.found.length > 0 && <Found task={task} />}
    </Stack>
  )
}

function Found({ task }: { task: NetworkTask }) {
  const { t } = useTranslation('collectors')
  const credentialText = useCredentialText()
  const by = new Map(task.credentials.map((credential) => [credential.credentialId, credential]))
  const more = task.foundTotal - task.found.length
  return (
    <>
      <Table.ScrollContainer
        minWidth={480}
        mah={320}
        type="native"
        tabIndex={0}
        role="region"
        aria-label={t('network.found')}
      >
        <Table>
          <Table.Thead>
            <Table.Tr>
              {[t('network.address'), t('network.answered'), t('network.foundAt'), t('network.readAt')].map((title) => (
                <Table.Th key={title}>{title}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {task.found.map(({ address, credentialId, foundAt, readAt, failure }) => {
              const credential = by.get(credentialId)
              return (
                <Table.Tr key={address}>
                  <Table.Td>{address}</Table.Td>
                  <Table.Td>{credential && credentialText(credential)}</Table.Td>
                  <Table.Td>
                    <Moment at={foundAt} show="dateTime" />
                  </Table.Td>
                  <Table.Td>
                    {readAt ? <Moment at={readAt} show="dateTime" /> : t('never')}
                    {failure && <> · {t(tk('network.failure.', failure))}</>}
                  </Table.Td>
                </Table.Tr>
              )
            })}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {more > 0 && (
        <Text size="xs" c="dimmed">
          {t('network.more', { count: more })}
        </Text>
      )}
    </>
  )
}
