import { Anchor, Paper, Table, Title } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../api/hooks.ts'
import { usePathParam } from '../app/place.ts'
import { Facts } from '../customers/Facts.tsx'
import { ActButton } from '../ui/ActButton.tsx'
import { linkTo, PageLink } from '../ui/links.tsx'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { useAdministratorDenial } from '../vendor/may.ts'
import type { Entry } from './Milestones.tsx'

/** One product or train: its milestones, and what says so. */
export default function EntryPage() {
  const path = { entryId: usePathParam('entryId') }
  const found = useRead('/api/v1/vendor/lifecycle/{entryId}', { params: { path } })
  if (found.error) return <ErrorState error={found.error} retry={() => void found.refetch()} />
  return found.data ? <Shown entry={found.data} /> : <LoadingState />
}

function Shown({ entry }: { entry: Entry }) {
  const { t } = useTranslation('lifecycle')
  const navigate = useNavigate()
  const denied = useAdministratorDenial('change_settings')
  const [asking, setAsking] = useState(false)
  const remove = useWrite('delete', '/api/v1/vendor/lifecycle/{entryId}', { ok: t('remove.done'), quiet: true })
  const name = `${entry.name} ${entry.cycle}`.trim()
  return (
    <>
      <PageHeader
        title={name}
        text={
          <PageLink size="sm" href="/vendor/lifecycle">
            {t('list.title')}
          </PageLink>
        }
        actions={
          <ActButton variant="default" denied={denied} onClick={() => setAsking(true)}>
            {t('remove.act')}
          </ActButton>
        }
      />
      <Paper withBorder p="md" mb="md" component="section" aria-label={t('field.milestones')}>
        <Title order={2} size="h5" mb="sm">
          {t('field.milestones')}
        </Title>
        {entry.milestones.length === 0 && t('list.none')}
        <Table verticalSpacing={4} aria-label={t('field.milestones')}>
          <Table.Tbody>
            {entry.milestones.map(({ milestone, date }) => (
              <Table.Tr key={milestone}>
                <Table.Th scope="row">{t(tk('alerts:milestone.', milestone))}</Table.Th>
                <Table.Td>{date ? <Moment at={date} /> : t('list.passed')}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Paper>
      <Paper withBorder p="md" component="section" aria-label={t('detail.facts')}>
        <Title order={2} size="h5" mb="sm">
          {t('detail.facts')}
        </Title>
        <Facts
          rows={[
            [t('about.label'), t(tk('about.', entry.about))],
            [t('field.title'), entry.title],
            [t('field.vendor'), entry.vendor || t('field.anyVendor')],
            [
              t('field.bulletin'),
              entry.url ? (
                <Anchor key="url" size="sm" href={entry.url} target="_blank" rel="noreferrer">
                  {entry.bulletin || t('field.published')}
                </Anchor>
              ) : (
                entry.bulletin
              ),
            ],
            [t('field.replacement'), entry.replacement],
            [t('source.label'), t(tk('source.', entry.source))],
            [t('field.updated'), <Moment key="updated" at={entry.updatedAt} show="dateTime" />],
            [t('field.updatedBy'), entry.updatedBy],
          ]}
        />
      </Paper>
      <ReasonDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('remove.title', { name })}
        text={t('remove.text')}
        confirm={t('remove.act')}
        danger
        asksReason={false}
        act={async () => {
          await remove.mutateAsync({ params: { path: { entryId: entry.entryId } } })
          await navigate(linkTo('/vendor/lifecycle'))
        }}
      />
    </>
  )
}
