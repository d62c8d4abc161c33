import { Button, Group, Skeleton, Stack, Text, TextInput, UnstyledButton } from '@mantine/core'
import { IconMail, IconRefresh, IconSearch } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { usePagedList, useRead } from '../api/hooks.ts'
import { useMe } from '../api/me.ts'
import { NothingHere } from '../app/failures.tsx'
import { useListState } from '../ui/list/list-state.ts'
import { Moment } from '../ui/Moment.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { Message } from './Message.tsx'
import classes from './outbox.module.css'

/** Every message of the demonstration world, for anybody: invented people have no mailboxes. */
export default function OutboxPage() {
  const { demo } = useMe()
  return demo ? <Outbox /> : <NothingHere />
}

function Outbox() {
  const { t } = useTranslation('outbox')
  const state = useListState()
  const list = usePagedList('/api/v1/outbox', {}, state)
  const { mail: chosen }: { mail?: string } = useSearch({ strict: false })
  const shown = chosen ?? list.rows[0]?.mailId
  return (
    <>
      <PageHeader
        title={t('demo.title')}
        text={t('demo.text')}
        actions={
          <Button
            variant="default"
            leftSection={<IconRefresh size={16} aria-hidden />}
            loading={list.isFetching}
            onClick={list.retry}
          >
            {t('demo.refresh')}
          </Button>
        }
      />
      <TextInput
        mb="md"
        maw={420}
        type="search"
        aria-label={t('demo.search')}
        placeholder={t('demo.search')}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={state.q}
        onChange={(event) => state.setQ(event.currentTarget.value)}
      />
      {list.error && <ErrorState error={list.error} retry={list.retry} />}
      {list.isLoading && <Skeleton height={420} />}
      {!list.isLoading && !list.error && list.rows.length === 0 && (
        <EmptyState icon={IconMail} title={t('demo.empty')} text={t('demo.emptyText')} />
      )}
      {list.rows.length > 0 && (
        <div className={classes.columns}>
          <MailList list={list} shown={shown} />
          {shown && <OpenedMail mailId={shown} />}
        </div>
      )}
    </>
  )
}

type ListProps = { list: ReturnType<typeof usePagedList<'/api/v1/outbox'>>; shown: string | undefined }

function MailList({ list, shown }: ListProps) {
  const { t } = useTranslation('outbox')
  const navigate = useNavigate()
  const open = (mail: string) =>
    void navigate({
      to: '.',
      search: (old: Record<string, unknown>) => ({ ...old, mail }),
      replace: true,
      resetScroll: false,
    })
  return (
    <nav aria-label={t('demo.title')}>
      <ul className={classes.list}>
        {list.rows.map((mail) => (
          <li key={mail.mailId}>
            <UnstyledButton
              className={classes.item}
              aria-current={mail.mailId === shown}
              onClick={() => open(mail.mailId)}
            >
              <Text size="sm" fw={600} truncate>
                {mail.subject}
              </Text>
              <Group justify="space-between" wrap="nowrap" gap="xs">
                <Text size="xs" c="dimmed" truncate>
                  {mail.to}
                </Text>
                <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
                  <Moment at={mail.createdAt} show="relative" />
                </Text>
              </Group>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {list.hasMore && (
        <Button mt="xs" size="xs" variant="default" loading={list.isLoadingMore} onClick={list.loadMore}>
          {t('demo.more')}
        </Button>
      )}
    </nav>
  )
}

function OpenedMail({ mailId }: { mailId: string }) {
  const read = useRead('/api/v1/outbox/{mailId}', { params: { path: { mailId } } })
  return (
    <Stack gap="sm" className={classes.reading}>
      <Text component="h2" fw={600} size="lg">
        {read.data?.subject ?? '…'}
      </Text>
      <Message {...read} retry={() => void read.refetch()} base="/api/v1/outbox" />
    </Stack>
  )
}
