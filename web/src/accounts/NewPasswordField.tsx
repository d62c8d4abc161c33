import { List, Stack, Text, ThemeIcon } from '@mantine/core'
import { IconCheck, IconPoint } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { tk } from '../ui/message-key.ts'
import { PasswordField } from './PasswordField.tsx'
import { minCharacters, usePasswordCheck } from './use-password-check.ts'

type Props = {
  label: string
  /** What `form.field('password')` gives. */
  field: object
  value: string
  /** The person's own words: names, address, company. A password made of them is refused. */
  context?: string[]
}

/** A new password with what the server thinks of it while it is being typed, by the server's own reasons. */
export function NewPasswordField({ label, field, value, context = [] }: Props) {
  const { t } = useTranslation('accounts')
  const reasons = usePasswordCheck(value, context)
  return (
    <Stack gap={6}>
      <PasswordField label={label} autoComplete="new-password" {...field} />
      <List size="xs" spacing={2} center aria-live="polite" aria-label={t('password.rules')}>
        {(['password_too_short', 'password_guessable', 'password_personal'] as const).map((reason) => (
          <Rule
            key={reason}
            text={t(tk('password.rule.', reason), { min: minCharacters })}
            met={metBy(reasons, reason)}
          />
        ))}
      </List>
    </Stack>
  )
}

/** met: null while it is not known. */
function Rule({ text, met }: { text: string; met: boolean | null }) {
  const { t } = useTranslation('accounts')
  const Picture = met ? IconCheck : IconPoint
  return (
    <List.Item
      icon={
        <ThemeIcon size={16} variant="transparent" color={met ? 'green' : met === false ? 'red' : 'gray'}>
          <Picture size={14} aria-hidden />
        </ThemeIcon>
      }
    >
      <Text span size="xs" {...(met === false ? { fw: 500 } : { c: 'dimmed' })}>
        {text}
        {met !== null && <span className="visually-hidden">: {met ? t('password.met') : t('password.unmet')}</span>}
      </Text>
    </List.Item>
  )
}

/** Of a password that is too short nobody knows yet whether it is guessable. */
function metBy(reasons: string[] | null, reason: string): boolean | null {
  if (!reasons) return null
  if (reasons.includes('password_too_short') && reason !== 'password_too_short') return null
  return !reasons.includes(reason)
}
