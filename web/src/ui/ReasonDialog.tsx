import { Alert, Button, Group, Modal, Select, Skeleton, Stack, Text, Textarea } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { type ReactNode, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiProblem } from '../api/problem.ts'
import { DeniedButton } from './ActButton.tsx'
import { useDeniedHere } from './denied-here.ts'
import { type Impact, ImpactItems } from './ImpactItems.tsx'
import { problemText } from './problem-text.ts'
import { WhyRefused } from './Why.tsx'

type Props = {
  opened: boolean
  onClose: () => void
  title: string
  text?: ReactNode
  /** Further choices of the act, above what it stops. */
  fields?: ReactNode
  /** What the act will stop; undefined while it is being counted, absent where nothing can stop. */
  impact?: Impact[] | undefined
  counting?: boolean
  confirm: string
  danger?: boolean
  /** Prepared reasons, offered above the free text. */
  reasons?: string[]
  /** false where the rule asks for none; then no reason is asked. */
  asksReason?: boolean
  /** Performs the act; the dialog closes when it succeeds and shows the refusal when not. */
  act: (reason: string) => Promise<unknown>
}

/** Before an act that takes something away: what stops, in names and counts, and the reason for the audit log. */
export function ReasonDialog(props: Props) {
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={props.title} size="md">
      <DialogBody {...props} />
    </Modal>
  )
}

function DialogBody({
  text,
  fields,
  impact,
  counting,
  confirm,
  danger,
  reasons,
  asksReason = true,
  act,
  onClose,
}: Props) {
  const { t } = useTranslation('ui')
  const denied = useDeniedHere()
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  const lacksReason = asksReason && reason.trim().length < 3
  const submit = async () => {
    setTried(true)
    if (lacksReason) return
    setBusy(true)
    try {
      await act(reason.trim())
      onClose()
    } catch (error) {
      setProblem(error instanceof ApiProblem ? error : new ApiProblem(0, { detail: String(error) }))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <Stack gap="md">
        {text && <Text size="sm">{text}</Text>}
        {fields}
        <ImpactList impact={impact} counting={counting ?? false} />
        {asksReason && reasons && reasons.length > 0 && (
          <Select
            label={t('reason.prepared')}
            data={reasons}
            clearable
            onChange={(value) => value && setReason(value)}
          />
        )}
        {asksReason && (
          <Textarea
            label={t('reason.label')}
            description={t('reason.text')}
            autosize
            minRows={2}
            maxLength={1000}
            required
            data-autofocus
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            error={tried && lacksReason ? t('reason.missing') : null}
          />
        )}
        {problem && (
          <Alert color="red" title={problemText(problem, t).title} role="alert">
            {problemText(problem, t).text}
            <div>{problemText(problem, t).missing}</div>
            <div>{problemText(problem, t).grantedBy}</div>
            <WhyRefused problem={problem} />
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          {denied ? (
            <DeniedButton denied={denied}>{confirm}</DeniedButton>
          ) : (
            <Button type="submit" color={danger ? 'red' : undefined} loading={busy} disabled={counting}>
              {confirm}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  )
}

function ImpactList({ impact, counting }: { impact: Impact[] | undefined; counting: boolean }) {
  const { t } = useTranslation('ui')
  const heading = useId()
  if (counting) return <Skeleton height={72} />
  if (!impact) return null
  if (impact.every(({ count }) => count === 0)) {
    return (
      <Text size="sm" c="dimmed">
        {t('impact.nothing')}
      </Text>
    )
  }
  return (
    <Alert
      color="orange"
      icon={<IconAlertTriangle size={18} aria-hidden />}
      title={<span id={heading}>{t('impact.title')}</span>}
    >
      <ImpactItems impact={impact} labelledBy={heading} />
    </Alert>
  )
}
