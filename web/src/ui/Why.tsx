import { Anchor, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ApiProblem } from '../api/problem.ts'
import type { Denial } from './ActButton.tsx'
import { useExplainRefusal } from './explain-refusal.ts'

/** *Why?*: opens every link that something rests on; nothing where there is no chain. */
export function Why({ explain }: { explain: Denial['explain'] }) {
  const { t } = useTranslation('ui')
  if (!explain) return null
  return (
    <Anchor component="button" type="button" size="sm" mih={24} onClick={explain}>
      {t('why')}
    </Anchor>
  )
}

/** The same for what the API refused, beside its text. */
export function WhyRefused({ problem }: { problem: ApiProblem }) {
  return <Why explain={useExplainRefusal()(problem)} />
}

/** Why a form that the reader sees cannot be sent, and who can grant it (R36). */
export function DeniedText({ denied }: { denied: Denial }) {
  const { t } = useTranslation('ui')
  return (
    <Text size="sm" c="dimmed" component="div">
      <div>{denied.missing}</div>
      {denied.grantedBy && t('grantedBy', { who: denied.grantedBy })} <Why explain={denied.explain} />
    </Text>
  )
}
