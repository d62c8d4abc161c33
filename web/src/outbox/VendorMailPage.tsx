import { Drawer } from '@mantine/core'
import { IconMail, IconRefresh } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePagedList, useRead, useWrite } from '../api/hooks.ts'
import { ActButton } from '../ui/ActButton.tsx'
import { DataList } from '../ui/list/DataList.tsx'
import { useListState } from '../ui/list/list-state.ts'
import type { RowAct } from '../ui/list/list-types.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import { useAgentDenial } from '../vendor/may.ts'
import { Message } from './Message.tsx'
import { type Mail, type MailState, mailStates, tones } from './mail.ts'

/** Who was written to, when, and with what outcome; given-up messages are sent again here. */
export default function VendorMailPage() {
  const { t } = useTranslation('outbox')
  const state = useListState({ filters: ['state', 'from', 'to'] })
  const list = usePagedList('/api/v1/vendor/mail', {}, state)
  const [opened, setOpened] = useState<Mail>()
  const rowActs = useActs()
  return (
    <>
      <PageHeader title={t('vendor.title')} text={t('vendor.text')} />
      <DataList
        id="vendor.mail"
        label={t('vendor.title')}
        list={list}
        state={state}
        rowId={(mail) => mail.mailId}
        onOpen={setOpened}
        rowActs={rowActs}
        search={t('vendor.search')}
        filters={[
          {
            key: 'state',
            label: t('state.label'),
            options: mailStates.map((value) => ({ value, label: t(tk('state.', value)) })),
          },
          { key: 'from', label: t('vendor.from'), input: 'date' },
          { key: 'to', label: t('vendor.until'), input: 'date' },
        ]}
        columns={[
          { key: 'subject', title: t('subject'), cell: (mail) => mail.subject },
          { key: 'to', title: t('to'), width: 240, cell: (mail) => mail.to },
          { key: 'state', title: t('state.label'), width: 130, cell: (mail) => <State value={mail.state} /> },
          {
            key: 'createdAt',
            title: t('written'),
            width: 170,
            cell: (mail) => <Moment at={mail.createdAt} show="dateTime" />,
          },
          { key: 'sentAt', title: t('left'), width: 170, cell: (mail) => <Moment at={mail.sentAt} show="dateTime" /> },
          { key: 'attempts', title: t('attempts'), width: 100, numeric: true, cell: (mail) => mail.attempts },
          {
            key: 'partner',
            title: t('partner'),
            width: 180,
            initiallyHidden: true,
            cell: (mail) => mail.partnerName ?? '—',
          },
          { key: 'template', title: t('kind'), width: 200, initiallyHidden: true, cell: (mail) => mail.template },
          {
            key: 'lastError',
            title: t('lastError'),
            width: 260,
            initiallyHidden: true,
            cell: (mail) => mail.lastError ?? '—',
          },
        ]}
        empty={{ title: t('vendor.empty'), text: t('vendor.emptyText'), icon: IconMail }}
      />
      <Drawer
        opened={opened !== undefined}
        onClose={() => setOpened(undefined)}
        position="right"
        size="lg"
        title={opened?.subject}
      >
        {opened && <OpenedMail mailId={opened.mailId} actsOn={rowActs} />}
      </Drawer>
    </>
  )
}

function State({ value }: { value: MailState }) {
  const { t } = useTranslation('outbox')
  return <StateBadge tone={tones[value]}>{t(tk('state.', value))}</StateBadge>
}

function useActs() {
  const { t } = useTranslation('outbox')
  const denied = useAgentDenial('resend_mail')
  const resend = useWrite('post', '/api/v1/vendor/mail/{mailId}/resend', { ok: t('vendor.resent') })
  return (mail: Mail): RowAct<Mail>[] =>
    mail.state === 'given_up' || mail.state === 'kept'
      ? [
          {
            label: t('vendor.resend'),
            icon: IconRefresh,
            run: ({ mailId }) => resend.mutate({ params: { path: { mailId } } }),
            ...(denied && { denied }),
          },
        ]
      : []
}

/** The message, and below what hindered it the act that may help. */
function OpenedMail({ mailId, actsOn }: { mailId: string; actsOn: (mail: Mail) => RowAct<Mail>[] }) {
  const read = useRead('/api/v1/vendor/mail/{mailId}', { params: { path: { mailId } } })
  const { data } = read
  return (
    <>
      <Message {...read} retry={() => void read.refetch()} base="/api/v1/vendor/mail" />
      {data &&
        actsOn(data).map(({ label, run, denied }) => (
          <ActButton key={label} mt="md" onClick={() => run?.(data)} denied={denied}>
            {label}
          </ActButton>
        ))}
    </>
  )
}
