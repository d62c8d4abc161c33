import { Alert, Button, Group, List, Skeleton, Text } from '@mantine/core'
import { IconShieldCheck, IconShieldX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ApiProblem } from '../api/problem.ts'
import type { components } from '../api/schema.ts'
import { useFormat } from '../ui/format.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { useProblemText } from '../ui/problem-text.ts'

type Result = components['schemas']['AuditVerification']
type Props = {
  data: Result | undefined
  error: ApiProblem | null
  isFetching: boolean
  again: () => void
  manyChains?: boolean
}

const shown = 5

/** Whether the log is as it was written, freshly recomputed; above the list because everything below rests on it. */
export function Verification({ data, error, isFetching, again, manyChains }: Props) {
  const { t } = useTranslation('audit')
  if (error) return <Failed error={error} again={again} />
  if (!data) return <Skeleton height={54} mb="md" aria-label={t('verification.checking')} />
  const Picture = data.intact ? IconShieldCheck : IconShieldX
  return (
    <Alert
      mb="md"
      py="xs"
      color={data.intact ? 'green' : 'red'}
      icon={<Picture size={18} aria-hidden />}
      role={data.intact ? 'status' : 'alert'}
      title={data.intact ? t('verification.intact') : t('verification.broken', { count: data.findingsTotal })}
    >
      <Group justify="space-between" gap="xs" align="flex-end">
        <div>
          <Scope data={data} manyChains={manyChains ?? false} />
          {!data.intact && <Findings data={data} />}
        </div>
        <Button size="compact-xs" variant="subtle" loading={isFetching} onClick={again}>
          {t('verification.again')}
        </Button>
      </Group>
    </Alert>
  )
}

function Scope({ data, manyChains }: { data: Result; manyChains: boolean }) {
  const { t } = useTranslation('audit')
  const format = useFormat()
  return (
    <Text size="sm">
      {t('verification.intactText', { count: data.entries, formatted: format.number(data.entries) })}{' '}
      {manyChains && t('verification.chains', { count: data.chains })} {!data.complete && t('verification.partial')}{' '}
      <Moment at={data.checkedAt} show="dateTime" />
    </Text>
  )
}

function Findings({ data }: { data: Result }) {
  const { t } = useTranslation('audit')
  return (
    <List size="sm" mt={4}>
      {data.findings.slice(0, shown).map((finding) => (
        <List.Item key={`${finding.kind} ${finding.partnerId} ${finding.seq}`}>
          {t(tk('verification.finding.', finding.kind), {
            chain: finding.partnerName ?? finding.partnerId ?? t('verification.inVendor'),
            seq: finding.seq,
            toSeq: finding.toSeq,
          })}
        </List.Item>
      ))}
      {data.findingsTotal > shown && (
        <List.Item>{t('verification.more', { count: data.findingsTotal - shown })}</List.Item>
      )}
    </List>
  )
}

function Failed({ error, again }: { error: ApiProblem; again: () => void }) {
  const { t } = useTranslation('audit')
  const { text } = useProblemText(error)
  return (
    <Alert mb="md" py="xs" color="orange" icon={<IconShieldX size={18} aria-hidden />} title={t('verification.failed')}>
      {text}{' '}
      <Button size="compact-xs" variant="subtle" onClick={again}>
        {t('verification.again')}
      </Button>
    </Alert>
  )
}
