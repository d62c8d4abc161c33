import { Alert, Box, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
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
import { LinkInvalid } from './LinkInvalid.tsx'
import { PasswordHint, useNameValidation } from './person-fields.tsx'
import { useLinkToken } from './token.ts'

type Preview = {
  email: string
  role: string
  language: string
  invitedByName: string
  expiresAt: string
  hasAccount: boolean
  languages: string[]
}

/** An invitation to the vendor's staff, by the mailed link. Opening it changes nothing. */
export default function AcceptInvitationPage() {
  const { t } = useTranslation('vendor')
  const format = useFormat()
  const me = useMe()
  const token = useLinkToken()
  const [done, setDone] = useState(false)
  const preview = useQuery<Preview, ApiProblem>({
    queryKey: ['invitation', token],
    queryFn: () => take(api.POST('/api/v1/invitations/preview', { body: { token: token ?? '' } })) as Promise<Preview>,
    enabled: token !== null && !done,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (done)
    return (
      <>
        <PageHeader title={t('accept.title')} />
        <EmptyState
          title={t('accept.done')}
          text={t('accept.doneText')}
          action={<LinkButton href="/sign-in">{t('setup.signIn')}</LinkButton>}
        />
      </>
    )
  if (token === null || preview.error)
    return (
      <>
        <PageHeader title={t('accept.title')} />
        <LinkInvalid error={preview.error} text={t('accept.linkText')} />
      </>
    )
  if (!preview.data) return <LoadingState />
  const { data } = preview
  return (
    <>
      <PageHeader
        title={t('accept.title')}
        text={t('accept.text', {
          inviter: data.invitedByName,
          vendor: me.vendor.name,
          role: t(tk('role.', data.role)),
          until: format.dateTime(data.expiresAt),
        })}
      />
      <Box maw={480}>
        {data.hasAccount ? (
          <WithAccount token={token} email={data.email} />
        ) : (
          <WithoutAccount token={token} preview={data} done={() => setDone(true)} />
        )}
      </Box>
    </>
  )
}

/** One person has one account: its owner signs in and accepts; nothing is linked by itself. */
function WithAccount({ token, email }: { token: string; email: string }) {
  const { t } = useTranslation('vendor')
  const me = useMe()
  const navigate = useNavigate()
  const client = useQueryClient()
  const accept = useWrite('post', '/api/v1/account/invitations/accept', { ok: t('accept.done') })
  if (!me.account)
    return (
      <Stack gap="md">
        <Text size="sm">{t('accept.hasAccount', { email })}</Text>
        <LinkButton href={`/sign-in?return=${encodeURIComponent(`/accept-invitation#t=${token}`)}`}>
          {t('setup.signIn')}
        </LinkButton>
      </Stack>
    )
  if (me.account.email !== email)
    return <Alert color="orange">{t('accept.otherAccount', { email, present: me.account.email })}</Alert>
  return (
    <Button
      loading={accept.isPending}
      onClick={async () => {
        await accept.mutateAsync({ body: { token } })
        await client.fetchQuery({ ...meQuery, staleTime: 0 })
        void navigate(linkTo('/vendor/overview'))
      }}
    >
      {t('accept.submit')}
    </Button>
  )
}

function WithoutAccount({ token, preview, done }: { token: string; preview: Preview; done: () => void }) {
  const { t } = useTranslation('vendor')
  const accept = useWrite('post', '/api/v1/invitations/accept', { ok: t('accept.done'), quiet: true })
  const form = useProblemForm({
    initialValues: { firstName: '', lastName: '', password: '', language: preview.language },
    validate: useNameValidation(),
    submit: async (values) => {
      await accept.mutateAsync({ body: { ...values, token } })
      done()
    },
  })
  return (
    <Form form={form} submit={t('accept.submit')}>
      <TextInput label={t('person.email')} value={preview.email} readOnly />
      <TextInput label={t('person.firstName')} required autoComplete="given-name" {...form.field('firstName')} />
      <TextInput label={t('person.lastName')} required autoComplete="family-name" {...form.field('lastName')} />
      <PasswordInput
        label={t('person.password')}
        description={<PasswordHint />}
        required
        autoComplete="new-password"
        {...form.field('password')}
      />
      <LanguageSelect label={t('person.language')} languages={preview.languages} {...form.field('language')} />
    </Form>
  )
}
