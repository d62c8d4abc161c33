import { Alert, Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { IconLinkOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type MouseEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, take } from '../api/client.ts'
import { useWrite } from '../api/hooks.ts'
import { useVendor } from '../api/me.ts'
import type { ApiProblem } from '../api/problem.ts'
import type { components } from '../api/schema.ts'
import { hasRememberedLanguage, showLanguage } from '../app/language.ts'
import { LinkButton } from '../ui/links.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ErrorState } from '../ui/states.tsx'
import { Outcome } from './DoneStep.tsx'
import { forgetDraft } from './draft.ts'
import { Opened } from './Opened.tsx'
import classes from './registration.module.css'
import { HelpLine } from './StepFrame.tsx'

type Preview = components['schemas']['ConfirmationPreview']

/**
 * Where the mailed link leads. The token stands behind #, which no server and no log sees, and leaves the address as soon as
 * it was read. Nothing is confirmed but by a person's own click (R15): no form that a scanner's script could submit.
 */
export default function ConfirmPage() {
  const { t } = useTranslation('registration')
  const token = useTokenOfAddress()
  return (
    <div className={classes.column}>
      <PageHeader title={t('confirm.title')} />
      {token ? <Confirmation token={token} /> : <Dead code="link_missing" />}
      <HelpLine />
    </div>
  )
}

/** Read once, when the page opens; a second link opened in the same tab counts as well. */
function useTokenOfAddress(): string | null {
  const navigate = useNavigate()
  const [token, setToken] = useState(readToken)
  useEffect(() => {
    const take = () => {
      const fresh = readToken()
      if (!fresh) return
      setToken(fresh)
      void navigate({ to: '/confirm', replace: true, hash: '' })
    }
    take()
    window.addEventListener('hashchange', take)
    return () => window.removeEventListener('hashchange', take)
  }, [navigate])
  return token
}

function readToken(): string | null {
  return new URLSearchParams(location.hash.slice(1)).get('t')
}

function Confirmation({ token }: { token: string }) {
  const { t } = useTranslation('registration')
  const [cancelled, setCancelled] = useState(false)
  const confirm = useWrite('post', '/api/v1/confirmations')
  const cancel = useWrite('post', '/api/v1/confirmations/cancel')
  const preview = usePreview(token, !confirm.isSuccess && !cancelled)
  useLanguageOf(preview.data)
  if (confirm.data) return <Outcome confirmed={confirm.data} />
  if (cancelled)
    return (
      <Alert color="green" title={t('confirm.cancelled')} role="status">
        {t('confirm.cancelledText')}
      </Alert>
    )
  if (preview.error) {
    if (preview.error.code.startsWith('link_')) return <Dead code={preview.error.code} />
    return <ErrorState error={preview.error} retry={() => void preview.refetch()} />
  }
  if (!preview.data) return <Skeleton height={220} radius="md" />
  return (
    <Question
      preview={preview.data}
      busy={confirm.isPending || cancel.isPending}
      onConfirm={() => confirm.mutate({ body: { token } }, { onSuccess: forgetDraft })}
      onCancel={() => cancel.mutate({ body: { token } }, { onSuccess: () => setCancelled(true) })}
    />
  )
}

function usePreview(token: string, enabled: boolean) {
  return useQuery<Preview, ApiProblem>({
    queryKey: ['confirmation preview', token],
    queryFn: ({ signal }) =>
      take(
        api.POST('/api/v1/confirmations/preview', { body: { token }, headers: { 'idempotency-key': '' }, signal }),
      ) as Promise<Preview>,
    enabled,
    retry: false,
  })
}

/** In a browser where no language was chosen the page speaks the one that was chosen while registering (R33). */
function useLanguageOf(preview: Preview | undefined): void {
  const language = preview?.language
  useEffect(() => {
    if (language && !hasRememberedLanguage()) void showLanguage(language)
  }, [language])
}

type QuestionProps = { preview: Preview; busy: boolean; onConfirm: () => void; onCancel: () => void }

/** Who, which company, which entitlements; one button. */
function Question({ preview, busy, onConfirm, onCancel }: QuestionProps) {
  const { t } = useTranslation('registration')
  const vendor = useVendor()
  const [asking, setAsking] = useState(false)
  const name = `${preview.firstName} ${preview.lastName}`
  return (
    <Stack gap="md">
      <Text>{t('confirm.text', { vendor: vendor.name })}</Text>
      <Opened
        companyName={preview.companyName}
        partnerName={preview.partnerName}
        entitlements={preview.entitlements}
        person={{ name, email: preview.email }}
      />
      {preview.partnerName && preview.entitlements.length === 0 && (
        <Alert color="orange">
          {t('confirm.ended', { partner: preview.partnerName, company: preview.companyName })}
        </Alert>
      )}
      {asking ? (
        <Alert color="orange" title={t('confirm.notMeTitle')}>
          <Stack gap="sm">
            <Text size="sm">{t('confirm.notMeText')}</Text>
            <Group gap="xs">
              <Button color="red" loading={busy} onClick={byPerson(onCancel)}>
                {t('confirm.notMeSure')}
              </Button>
              <Button variant="default" onClick={() => setAsking(false)}>
                {t('back')}
              </Button>
            </Group>
          </Stack>
        </Alert>
      ) : (
        <Group justify="space-between" gap="sm">
          <Button size="md" loading={busy} onClick={byPerson(onConfirm)}>
            {t('confirm.action')}
          </Button>
          <Button variant="subtle" color="gray" onClick={() => setAsking(true)}>
            {t('confirm.notMe')}
          </Button>
        </Group>
      )}
    </Stack>
  )
}

/** Only a real click or key press counts, not one that a script made. */
function byPerson(act: () => void) {
  return (event: MouseEvent) => {
    if (event.nativeEvent.isTrusted) act()
  }
}

const deadCodes = ['link_missing', 'link_used', 'link_expired'] as const

function Dead({ code }: { code: string }) {
  const { t } = useTranslation('registration')
  const known = deadCodes.find((candidate) => candidate === code) ?? 'link_invalid'
  const texts = {
    link_missing: t('dead.missing'),
    link_used: t('dead.used'),
    link_expired: t('dead.expired'),
    link_invalid: t('dead.invalid'),
  }
  return (
    <Stack gap="md">
      <Alert color="orange" icon={<IconLinkOff size={18} aria-hidden />} title={t('dead.title')}>
        {texts[known]}
      </Alert>
      <Group gap="sm">
        {known === 'link_used' ? (
          <LinkButton href="/sign-in">{t('dead.signIn')}</LinkButton>
        ) : (
          <LinkButton href="/register" variant="default">
            {t('dead.register')}
          </LinkButton>
        )}
      </Group>
    </Stack>
  )
}
