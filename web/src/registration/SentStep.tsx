import { Alert, Anchor, Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconMailForward } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, take } from '../api/client.ts'
import { useWrite } from '../api/hooks.ts'
import { useVendor } from '../api/me.ts'
import type { ApiProblem } from '../api/problem.ts'
import type { components } from '../api/schema.ts'
import { Form } from '../ui/Form.tsx'
import { Moment } from '../ui/Moment.tsx'
import { notify } from '../ui/notify.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { useProblemForm } from '../ui/use-problem-form.ts'
import { StepFrame } from './StepFrame.tsx'
import type { Registration } from './use-registration.ts'

type Status = components['schemas']['RegistrationStatus']
const pollMilliseconds = 10_000

/** Step 5: where the mail went, and the three ways on: another mail, another address, the code instead of the link. */
export function SentStep({ registration, handle }: { registration: Registration; handle: string }) {
  const { t } = useTranslation('registration')
  const vendor = useVendor()
  const status = useStatus(handle)
  const { data, error } = status
  if (error?.code === 'registration_gone' || data?.state === 'cancelled')
    return (
      <StepFrame title={t('steps.sent')}>
        <Alert color="orange" title={t('sent.gone')}>
          {data ? t('sent.cancelled', { email: data.email }) : t('sent.goneText')}
        </Alert>
        <div>
          <Button onClick={registration.startOver}>{t('startOver')}</Button>
        </div>
      </StepFrame>
    )
  if (error && !data) return <ErrorState error={error} retry={() => void status.refetch()} />
  if (!data) return <LoadingState />
  if (data.state === 'confirmed') return <ConfirmedElsewhere registration={registration} status={data} />
  return (
    <StepFrame title={t('steps.sent')}>
      <Alert
        color="green"
        icon={<IconMailForward size={18} aria-hidden />}
        title={t('sent.title', { email: data.email })}
      >
        <Stack gap={6}>
          <Text size="sm">{t('sent.text', { vendor: vendor.name })}</Text>
          <Text size="sm">{data.partnerName === null ? t('sent.afterEmployee') : t('sent.after')}</Text>
          <Text size="sm">
            {t('sent.until')} <Moment at={data.linkExpiresAt} show="dateTime" />
          </Text>
        </Stack>
      </Alert>
      <CodeForm registration={registration} handle={handle} />
      <AnotherMail handle={handle} status={data} />
      <AnotherAddress registration={registration} handle={handle} status={data} />
    </StepFrame>
  )
}

const statusKey = (handle: string) => ['registration status', handle]

function useStatus(handle: string) {
  return useQuery<Status, ApiProblem>({
    queryKey: statusKey(handle),
    // Looking needs no key against doing it twice.
    queryFn: ({ signal }) =>
      take(
        api.POST('/api/v1/registration/status', { body: { handle }, headers: { 'idempotency-key': '' }, signal }),
      ) as Promise<Status>,
    refetchInterval: pollMilliseconds,
    retry: false,
  })
}

function useNewStatus(handle: string) {
  const client = useQueryClient()
  return (status: Status) => client.setQueryData(statusKey(handle), status)
}

/** The link was followed in another window. */
function ConfirmedElsewhere({ registration, status }: { registration: Registration; status: Status }) {
  const { finish } = registration
  const { email, companyName, partnerName, outcome } = status
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the server says so
  useEffect(() => finish({ state: outcome ?? 'active', email, companyName, partnerName }), [])
  return <LoadingState />
}

function CodeForm({ registration, handle }: { registration: Registration; handle: string }) {
  const { t } = useTranslation('registration')
  const write = useWrite('post', '/api/v1/registration/code', { quiet: true })
  const form = useProblemForm({
    initialValues: { code: '' },
    validate: { code: (value) => (/^\d{8}$/.test(value.replace(/[\s-]/g, '')) ? null : t('sent.codeWrong')) },
    submit: async ({ code }) => registration.finish(await write.mutateAsync({ body: { handle, code } })),
  })
  return (
    <Form form={form} submit={t('sent.codeSubmit')}>
      <TextInput
        label={t('sent.code')}
        description={t('sent.codeHint')}
        placeholder="0000 0000"
        inputMode="numeric"
        autoComplete="one-time-code"
        maw="16rem"
        {...form.field('code')}
      />
    </Form>
  )
}

function AnotherMail({ handle, status }: { handle: string; status: Status }) {
  const { t } = useTranslation('registration')
  const show = useNewStatus(handle)
  const write = useWrite('post', '/api/v1/registration/resend', { quiet: true })
  const wait = useSecondsUntil(status.resendAt)
  const send = async () => {
    try {
      show(await write.mutateAsync({ body: { handle } }))
      notify.ok(t('sent.resent', { email: status.email }))
    } catch (error) {
      notify.problem(error)
    }
  }
  return (
    <Stack gap={6}>
      <Text fw={600} size="sm">
        {t('sent.nothing')}
      </Text>
      <Text size="sm" c="dimmed">
        {t('sent.nothingText')}
      </Text>
      <Group gap="sm">
        <Button
          variant="default"
          loading={write.isPending}
          disabled={status.resendsLeft === 0 || wait > 0}
          onClick={() => void send()}
        >
          {t('sent.resend')}
        </Button>
        <Text size="sm" c="dimmed" className="tabular">
          {status.resendsLeft === 0
            ? t('sent.noneLeft')
            : wait > 0
              ? t('sent.wait', { count: wait })
              : t('sent.left', { count: status.resendsLeft })}
        </Text>
      </Group>
    </Stack>
  )
}

function AnotherAddress(props: { registration: Registration; handle: string; status: Status }) {
  const { registration, handle, status } = props
  const { t } = useTranslation('registration')
  const [open, setOpen] = useState(false)
  const show = useNewStatus(handle)
  const write = useWrite('post', '/api/v1/registration/correct-address', { quiet: true })
  const form = useProblemForm({
    initialValues: { email: status.email },
    validate: { email: (value) => (/^\S+@\S+\.\S+$/.test(value.trim()) ? null : t('information.emailWrong')) },
    submit: async ({ email }) => {
      const next = await write.mutateAsync({ body: { handle, email: email.trim() } })
      show(next)
      registration.corrected(next.email)
      notify.ok(t('sent.resent', { email: next.email }))
      setOpen(false)
    },
  })
  if (!open)
    return (
      <Group gap="lg">
        {status.resendsLeft > 0 && (
          <Anchor component="button" type="button" size="sm" onClick={() => setOpen(true)}>
            {t('sent.correct')}
          </Anchor>
        )}
        <Anchor component="button" type="button" size="sm" onClick={registration.startOver}>
          {t('startOver')}
        </Anchor>
      </Group>
    )
  return (
    <Form
      form={form}
      submit={t('sent.correctSubmit')}
      secondary={
        <Button variant="default" onClick={() => setOpen(false)}>
          {t('sent.correctCancel')}
        </Button>
      }
    >
      <TextInput
        label={t('sent.correctLabel')}
        description={t('sent.correctHint')}
        type="email"
        autoComplete="email"
        required
        data-autofocus
        {...form.field('email')}
      />
    </Form>
  )
}

function useSecondsUntil(at: string): number {
  const secondsLeft = () => Math.max(0, Math.ceil((Date.parse(at) - Date.now()) / 1000))
  const [, tick] = useState(0)
  const left = secondsLeft()
  useEffect(() => {
    if (left === 0) return
    const timer = setInterval(() => tick((count) => count + 1), 1000)
    return () => clearInterval(timer)
  }, [left])
  return left
}
