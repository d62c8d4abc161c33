import { Alert, Blockquote, Box, Button, List, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, take } from '../api/client.ts'
import { useWrite } from '../api/hooks.ts'
import { meQuery, useMe } from '../api/me.ts'
import type { ApiProblem } from '../api/problem.ts'
import { Form } from '../ui/Form.tsx'
import { useFormat } from '../ui/format.ts'
import { LanguageSelect } from '../ui/LanguageSelect.tsx'
import { LinkButton, linkTo } from '../ui/links.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { EmptyState, LoadingState } from '../ui/states.tsx'
import { useProblemForm } from '../ui/use-problem-form.ts'
import { LinkInvalid } from '../vendor/LinkInvalid.tsx'
import { PasswordHint, useNameValidation } from '../vendor/person-fields.tsx'
import { useLinkToken } from '../vendor/token.ts'

type Preview = {
  partnerId: string
  partnerName: string
  email: string
  firstName: string
  lastName: string
  language: string
  role: string
  allCustomers: boolean
  customers: string[]
  note: string
  invitedByName: string
  expiresAt: string
  refusal: string | null
  hasAccount: boolean
  languages: string[]
}

/** An invitation to a partner's team, by the mailed link. Opening it changes nothing; a click joins. */
export default function JoinPage() {
  const { t } = useTranslation('team')
  const token = useLinkToken()
  const [joined, setJoined] = useState<string | null>(null)
  const preview = useQuery<Preview, ApiProblem>({
    queryKey: ['join', token],
    queryFn: () => take(api.POST('/api/v1/join/preview', { body: { token: token ?? '' } })) as Promise<Preview>,
    enabled: token !== null && joined === null,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (joined !== null)
    return (
      <>
        <PageHeader title={t('join.title')} />
        <EmptyState
          title={t('join.done')}
          text={t('join.doneText')}
          action={
            <LinkButton href={`/sign-in?return=${encodeURIComponent(`/partner/${joined}`)}`}>
              {t('join.signIn')}
            </LinkButton>
          }
        />
      </>
    )
  if (token === null || preview.error)
    return (
      <>
        <PageHeader title={t('join.title')} />
        <LinkInvalid error={preview.error} text={t('join.linkText')} />
      </>
    )
  if (!preview.data) return <LoadingState />
  const { data } = preview
  return (
    <>
      <PageHeader title={t('join.to', { partner: data.partnerName })} text={<What of={data} />} />
      <Box maw={480}>
        {data.refusal ? (
          <Alert color="orange" title={t('join.void')}>
            {t(tk('void.', data.refusal))}
          </Alert>
        ) : data.hasAccount ? (
          <WithAccount token={token} of={data} />
        ) : (
          <WithoutAccount token={token} of={data} done={() => setJoined(data.partnerId)} />
        )}
      </Box>
    </>
  )
}

function What({ of }: { of: Preview }) {
  const { t } = useTranslation('team')
  const format = useFormat()
  return (
    <Stack gap="xs" maw={640}>
      <Text size="sm">
        {t('join.text', {
          inviter: of.invitedByName,
          partner: of.partnerName,
          role: t(tk('role.', of.role)),
          until: format.dateTime(of.expiresAt),
        })}
      </Text>
      {of.role === 'user' && (of.allCustomers || of.customers.length > 0) && (
        <div>
          <Text size="sm">{t('join.customers')}</Text>
          <List size="sm">
            {of.allCustomers ? (
              <List.Item>{t('reach.all')}</List.Item>
            ) : (
              of.customers.slice(0, 20).map((name) => <List.Item key={name}>{name}</List.Item>)
            )}
          </List>
        </div>
      )}
      {of.note && (
        <Blockquote p="sm" fz="sm" m={0}>
          {of.note}
        </Blockquote>
      )}
    </Stack>
  )
}

/** One person has one account: its owner signs in and accepts; nothing is linked by itself. */
function WithAccount({ token, of }: { token: string; of: Preview }) {
  const { t } = useTranslation('team')
  const me = useMe()
  const navigate = useNavigate()
  const client = useQueryClient()
  const accept = useWrite('post', '/api/v1/account/join', { ok: t('join.done') })
  const { email } = of
  if (!me.account)
    return (
      <Stack gap="md" align="flex-start">
        <Text size="sm">{t('join.hasAccount', { email })}</Text>
        <LinkButton href={`/sign-in?return=${encodeURIComponent(`/join#t=${token}`)}`}>{t('join.signIn')}</LinkButton>
      </Stack>
    )
  if (me.account.email !== email)
    return <Alert color="orange">{t('join.otherAccount', { email, present: me.account.email })}</Alert>
  return (
    <Button
      loading={accept.isPending}
      onClick={async () => {
        const { partnerId } = await accept.mutateAsync({ body: { token } })
        await client.fetchQuery({ ...meQuery, staleTime: 0 })
        void navigate(linkTo(`/partner/${partnerId}`))
      }}
    >
      {t('join.submit')}
    </Button>
  )
}

function WithoutAccount({ token, of, done }: { token: string; of: Preview; done: () => void }) {
  const { t } = useTranslation('team')
  const accept = useWrite('post', '/api/v1/join/accept', { quiet: true })
  const form = useProblemForm({
    initialValues: { firstName: of.firstName, lastName: of.lastName, password: '', language: of.language },
    validate: useNameValidation(),
    submit: async (values) => {
      await accept.mutateAsync({ body: { ...values, token } })
      done()
    },
  })
  return (
    <Form form={form} submit={t('join.submit')}>
      <TextInput label={t('column.email')} value={of.email} readOnly />
      <TextInput label={t('form.firstName')} required autoComplete="given-name" {...form.field('firstName')} />
      <TextInput label={t('form.lastName')} required autoComplete="family-name" {...form.field('lastName')} />
      <PasswordInput
        label={t('form.password')}
        description={<PasswordHint />}
        required
        autoComplete="new-password"
        {...form.field('password')}
      />
      <LanguageSelect label={t('form.language')} languages={of.languages} {...form.field('language')} />
    </Form>
  )
}
