import { Alert, Anchor, Group, SegmentedControl, Skeleton, Stack, Table, Text } from '@mantine/core'
import { IconEyeOff, IconPaperclip } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiProblem } from '../api/problem.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { StateBadge } from '../ui/StateBadge.tsx'
import { ErrorState } from '../ui/states.tsx'
import { linksIn } from './links-in.ts'
import { type MailDetail, tones } from './mail.ts'
import classes from './outbox.module.css'

type Props = {
  data: MailDetail | undefined
  error: ApiProblem | null
  retry: () => void
  /** Where the API has this message: `${base}/${mailId}/html`. */
  base: string
}

/** One message: to whom, with what outcome, and what it says as far as the reader may see it. */
export function Message({ data, error, retry, base }: Props) {
  const { t } = useTranslation('outbox')
  if (error) return <ErrorState error={error} retry={retry} />
  if (!data) return <Skeleton height={420} />
  const facts: [string, ReactNode][] = [
    [t('to'), data.to],
    [t('written'), <Moment key="at" at={data.createdAt} show="dateTime" />],
    [
      t('state.label'),
      <StateBadge key="state" tone={tones[data.state]}>
        {t(tk('state.', data.state))}
      </StateBadge>,
    ],
    [t('attempts'), data.attempts > 0 ? data.attempts : null],
    [t('lastError'), data.lastError],
  ]
  return (
    <Stack gap="md">
      <Table withRowBorders={false} verticalSpacing={2} layout="fixed">
        <Table.Tbody>
          {facts
            .filter(([, value]) => value)
            .map(([name, value]) => (
              <Table.Tr key={name}>
                <Table.Th w={110} c="dimmed" fw={400}>
                  {name}
                </Table.Th>
                <Table.Td className={classes.breaking}>{value}</Table.Td>
              </Table.Tr>
            ))}
        </Table.Tbody>
      </Table>
      {data.content ? (
        <Content key={data.mailId} mail={data} content={data.content} base={base} />
      ) : (
        <Withheld mail={data} />
      )}
    </Stack>
  )
}

function Content({
  mail,
  content,
  base,
}: {
  mail: MailDetail
  content: NonNullable<MailDetail['content']>
  base: string
}) {
  const { t } = useTranslation('outbox')
  const [view, setView] = useState('html')
  return (
    <>
      <Group justify="space-between">
        <SegmentedControl
          size="xs"
          aria-label={t('view.label')}
          value={view}
          onChange={setView}
          data={[
            { value: 'html', label: t('view.html') },
            { value: 'text', label: t('view.text') },
          ]}
        />
        {content.attachments.map(({ name }, index) => (
          <Anchor key={name} size="sm" href={`${base}/${mail.mailId}/attachments/${index}`} download>
            <IconPaperclip size={14} aria-hidden /> {name}
          </Anchor>
        ))}
      </Group>
      {view === 'html' ? (
        <iframe
          className={classes.frame}
          title={mail.subject}
          src={`${base}/${mail.mailId}/html`}
          sandbox="allow-popups allow-popups-to-escape-sandbox"
        />
      ) : (
        <pre className={classes.text}>
          {linksIn(content.text).map(({ key, text, href }) =>
            href ? (
              <Anchor key={key} href={href} inherit>
                {text}
              </Anchor>
            ) : (
              <span key={key}>{text}</span>
            ),
          )}
        </pre>
      )}
    </>
  )
}

function Withheld({ mail }: { mail: MailDetail }) {
  const { t } = useTranslation('outbox')
  return (
    <Alert color="gray" icon={<IconEyeOff size={18} aria-hidden />}>
      <Text size="sm">{t(tk('withheld.', mail.withheld ?? 'wiped'))}</Text>
    </Alert>
  )
}
