import {
  Alert,
  Box,
  Button,
  Fieldset,
  Group,
  NumberInput,
  PasswordInput,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../api/hooks.ts'
import { usePartnerId, usePathParam } from '../app/place.ts'
import { Form } from '../ui/Form.tsx'
import { LinkButton, linkTo } from '../ui/links.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { type ProblemForm, useProblemForm } from '../ui/use-problem-form.ts'
import {
  type Collector,
  type NetworkTask,
  type NetworkTaskInput,
  useCollectorDenials,
  useCredentialText,
} from './collector.ts'

/** Kept ones have an id and nothing else that is sent; what is empty is not sent. */
type Credential = {
  credentialId?: number
  version: string
  community: string
  user: string
  authProtocol: string
  authPassword: string
  privProtocol: string
  privPassword: string
}
type Values = { ranges: string; port: number | string; credentials: Credential[] }

const empty: Credential = {
  version: '2c',
  community: '',
  user: '',
  authProtocol: '',
  authPassword: '',
  privProtocol: '',
  privPassword: '',
}
const most = 10

/** Sets or changes the network task of a registration of agents. */
export default function NetworkTaskFormPage() {
  const partnerId = usePartnerId()
  const params = { path: { partnerId, collectorId: usePathParam('collectorId') } }
  const collector = useRead('/api/v1/partners/{partnerId}/collectors/{collectorId}', { params })
  const task = useRead('/api/v1/partners/{partnerId}/collectors/{collectorId}/network-task', { params })
  const error = collector.error ?? task.error
  if (error)
    return (
      <ErrorState
        error={error}
        retry={() => {
          void collector.refetch()
          void task.refetch()
        }}
      />
    )
  if (!collector.data || !task.data) return <LoadingState />
  return <TaskForm collector={collector.data} task={task.data.task} />
}

function TaskForm({ collector, task }: { collector: Collector; task: NetworkTask | null }) {
  const { t } = useTranslation('collectors')
  const partnerId = usePartnerId()
  const navigate = useNavigate()
  const denied = useCollectorDenials().changing(collector)
  const back = `/partner/${partnerId}/collectors/${collector.collectorId}`
  const set = useWrite('put', '/api/v1/partners/{partnerId}/collectors/{collectorId}/network-task', {
    ok: t('network.saved'),
    quiet: true,
  })
  // RFC 3414 §11.2. What is empty is told by the server, which knows where one is needed.
  const longEnough = (value: string) => (value && value.length < 8 ? t('network.passwordShort') : null)
  const form = useProblemForm<Values>({
    initialValues: {
      ranges: task?.ranges.join('\n') ?? '',
      port: task?.port ?? 161,
      credentials: task?.credentials.map(({ credentialId }) => ({ ...empty, credentialId })) ?? [empty],
    },
    validate: {
      ranges: (value) => (value.trim() ? null : t('network.rangesMissing')),
      port: (value) => (Number(value) >= 1 ? null : t('network.portMissing')),
      credentials: { authPassword: longEnough, privPassword: longEnough },
    },
    submit: async ({ ranges, port, credentials }) => {
      const lines = ranges.split('\n').flatMap((line) => line.trim() || [])
      const body = { ranges: lines, port: Number(port), credentials: credentials.map(sent) }
      await set.mutateAsync({ params: { path: { partnerId, collectorId: collector.collectorId } }, body })
      setTimeout(() => void navigate(linkTo(back)))
    },
  })
  const rangeErrors = Object.entries(form.errors).flatMap(([path, text]) => (/^ranges(\.|$)/.test(path) && text) || [])
  return (
    <>
      <PageHeader title={t('network.title')} text={collector.name} />
      <Box maw={640}>
        <Form
          form={form}
          submit={t('form.save')}
          guarded
          denied={denied}
          secondary={
            <LinkButton href={back} variant="default">
              {t('ui:cancel')}
            </LinkButton>
          }
        >
          <Alert color="orange">{t('network.secret')}</Alert>
          <Text size="sm">{t('network.text')}</Text>
          <Textarea
            label={t('network.ranges')}
            description={t('network.rangesText')}
            placeholder={'10.0.0.0/24\n10.0.1.1-10.0.1.9'}
            required
            autosize
            minRows={3}
            maxRows={12}
            spellCheck={false}
            {...form.field('ranges')}
            error={rangeErrors.length > 0 && rangeErrors.map((text) => <div key={String(text)}>{text}</div>)}
          />
          <NumberInput label={t('network.port')} min={1} max={65_535} allowDecimal={false} {...form.field('port')} />
          <Credentials form={form} task={task} />
        </Form>
      </Box>
    </>
  )
}

type Sent = NetworkTaskInput['credentials'][number]
function sent({ credentialId, ...given }: Credential): Sent {
  if (credentialId !== undefined) return { credentialId }
  const names: (keyof typeof given)[] =
    given.version === '3'
      ? [
          'version',
          'user',
          ...(given.authProtocol ? (['authProtocol', 'authPassword'] as const) : []),
          ...(given.authProtocol && given.privProtocol ? (['privProtocol', 'privPassword'] as const) : []),
        ]
      : ['version', 'community']
  return Object.fromEntries(names.flatMap((name) => (given[name] ? [[name, given[name]]] : []))) as Sent
}

function Credentials({ form, task }: { form: ProblemForm<Values>; task: NetworkTask | null }) {
  const { t } = useTranslation('collectors')
  const credentialText = useCredentialText()
  const { credentials } = form.values
  const set = (next: Credential[]) => form.setFieldValue('credentials', next)
  return (
    <Stack gap="sm">
      <Text size="sm" fw={500}>
        {t('network.credentials')}
      </Text>
      <Text size="xs" c="dimmed">
        {t('network.credentialsText')}
      </Text>
      {credentials.map(({ credentialId, version }, index) => {
        const kept = task?.credentials.find((one) => one.credentialId === credentialId)
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: inputs are controlled, and a new one has nothing else
          <Fieldset key={index} legend={t('network.credential', { number: index + 1 })}>
            <Stack gap="sm">
              {kept ? (
                <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                  {credentialText(kept)} · {t('network.kept')}
                </Text>
              ) : (
                <>
                  <Select
                    label={t('network.version')}
                    data={['1', '2c', '3'].map((value) => ({ value, label: `SNMP ${value}` }))}
                    {...form.field(`credentials.${index}.version`)}
                  />
                  {version === '3' ? (
                    <UserFields form={form} index={index} />
                  ) : (
                    <Secret form={form} index={index} name="community" />
                  )}
                </>
              )}
              {credentials.length > 1 && (
                <Group justify="flex-end">
                  <Button variant="subtle" size="xs" onClick={() => set(credentials.filter((_, at) => at !== index))}>
                    {t('network.removeCredential', { number: index + 1 })}
                  </Button>
                </Group>
              )}
            </Stack>
          </Fieldset>
        )
      })}
      {credentials.length < most && (
        <Group>
          <Button variant="default" size="xs" onClick={() => set([...credentials, empty])}>
            {t('network.addCredential')}
          </Button>
        </Group>
      )}
    </Stack>
  )
}

/** Of version 3: without authentication there is no privacy. */
function UserFields({ form, index }: { form: ProblemForm<Values>; index: number }) {
  const { t } = useTranslation('collectors')
  const at = `credentials.${index}` as const
  const { authProtocol = '', privProtocol = '' } = form.values.credentials[index] ?? {}
  const none = { value: '', label: t('network.none') }
  return (
    <>
      <TextInput label={t('network.user')} required maxLength={32} autoComplete="off" {...form.field(`${at}.user`)} />
      <Select
        label={t('network.authProtocol')}
        description={t('network.protocolsText')}
        data={[none, { value: 'sha', label: 'SHA-1' }, { value: 'md5', label: 'MD5' }]}
        {...form.field(`${at}.authProtocol`)}
      />
      {authProtocol && (
        <>
          <Secret form={form} index={index} name="authPassword" />
          <Select
            label={t('network.privProtocol')}
            data={[
              none,
              { value: 'aes', label: 'AES-128' },
              { value: '3des', label: '3DES' },
              { value: 'des', label: 'DES' },
            ]}
            {...form.field(`${at}.privProtocol`)}
          />
          {privProtocol && <Secret form={form} index={index} name="privPassword" />}
        </>
      )}
    </>
  )
}

type SecretProps = { form: ProblemForm<Values>; index: number; name: 'community' | 'authPassword' | 'privPassword' }
function Secret({ form, index, name }: SecretProps) {
  const { t } = useTranslation('collectors')
  const labels = {
    community: t('network.community'),
    authPassword: t('network.authPassword'),
    privPassword: t('network.privPassword'),
  }
  return (
    <PasswordInput
      label={labels[name]}
      required
      maxLength={255}
      autoComplete="new-password"
      {...form.field(`credentials.${index}.${name}`)}
    />
  )
}
