import { Alert, Button, Stack, Text } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, take } from '../api/client.ts'
import { meQuery, useMe } from '../api/me.ts'
import { ApiProblem } from '../api/problem.ts'
import { LinkButton } from '../ui/links.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ErrorState } from '../ui/states.tsx'
import { DeadLink } from './DeadLink.tsx'
import { linkToken } from './link-token.ts'
import { Narrow } from './Narrow.tsx'

/** From the link mailed to a new address: a person's press on the button confirms; a scanner that opens it changes nothing (R15). */
export default function ConfirmEmailPage() {
  const { t } = useTranslation('accounts')
  const { account } = useMe()
  const client = useQueryClient()
  const [token] = useState(() => linkToken(window.location.hash))
  const [email, setEmail] = useState<string>()
  const [problem, setProblem] = useState<ApiProblem>()
  const [busy, setBusy] = useState(false)

  const confirm = async (event: React.MouseEvent) => {
    if (!event.nativeEvent.isTrusted) return
    setBusy(true)
    try {
      const answer = await take(api.POST('/api/v1/account/email/confirm', { body: { token: token ?? '' } }))
      setEmail(answer.email)
      await client.invalidateQueries({ queryKey: meQuery.queryKey })
    } catch (error) {
      setProblem(error instanceof ApiProblem ? error : new ApiProblem(0, { detail: String(error) }))
    } finally {
      setBusy(false)
    }
  }

  if (!token || problem?.code === 'link_invalid')
    return <DeadLink again={{ href: '/account', label: t('confirmEmail.again') }} />
  if (problem) return <ErrorState error={problem} retry={() => setProblem(undefined)} />
  if (email)
    return (
      <Narrow>
        <PageHeader title={t('confirmEmail.doneTitle')} />
        <Stack align="flex-start">
          <Alert color="green" icon={<IconCheck size={18} aria-hidden />} role="status">
            {t('confirmEmail.done', { email })}
          </Alert>
          <LinkButton href={account ? '/account' : '/sign-in'}>{account ? t('toAccount') : t('toSignIn')}</LinkButton>
        </Stack>
      </Narrow>
    )
  return (
    <Narrow>
      <PageHeader title={t('confirmEmail.title')} />
      <Stack align="flex-start">
        <Text size="sm">{t('confirmEmail.text')}</Text>
        <Button onClick={(event) => void confirm(event)} loading={busy}>
          {t('confirmEmail.submit')}
        </Button>
      </Stack>
    </Narrow>
  )
}
