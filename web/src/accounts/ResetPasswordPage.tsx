import { Alert, Stack, Text } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, take } from '../api/client.ts'
import { Form } from '../ui/Form.tsx'
import { LinkButton } from '../ui/links.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { useProblemForm } from '../ui/use-problem-form.ts'
import { DeadLink } from './DeadLink.tsx'
import { linkToken } from './link-token.ts'
import { Narrow } from './Narrow.tsx'
import { NewPasswordField } from './NewPasswordField.tsx'

/** From the mailed link: choose a new password. Opening the page changes nothing. */
export default function ResetPasswordPage() {
  const { t } = useTranslation('accounts')
  const [token] = useState(() => linkToken(window.location.hash))
  const [done, setDone] = useState(false)
  const form = useProblemForm({
    initialValues: { password: '' },
    submit: async ({ password }) => {
      await take(api.POST('/api/v1/account/password/reset', { body: { token: token ?? '', password } }))
      setDone(true)
    },
  })
  if (!token || form.problem?.code === 'link_invalid')
    return <DeadLink again={{ href: '/forgot-password', label: t('reset.again') }} />
  if (done)
    return (
      <Narrow>
        <PageHeader title={t('reset.doneTitle')} />
        <Stack align="flex-start">
          <Alert color="green" icon={<IconCheck size={18} aria-hidden />} role="status">
            {t('reset.done')}
          </Alert>
          <LinkButton href="/sign-in">{t('toSignIn')}</LinkButton>
        </Stack>
      </Narrow>
    )
  return (
    <Narrow>
      <PageHeader title={t('reset.title')} text={t('reset.text')} />
      <Form form={form} submit={t('reset.submit')}>
        <NewPasswordField label={t('field.newPassword')} field={form.field('password')} value={form.values.password} />
        <Text size="xs" c="dimmed">
          {t('password.hint')}
        </Text>
      </Form>
    </Narrow>
  )
}
