import { Alert, Checkbox, Group, Paper, Stack, Text } from '@mantine/core'
import { IconEyeOff } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CopyButton } from './CopyButton.tsx'
import { useLeaveGuard } from './leave-guard.tsx'
import classes from './SecretOnce.module.css'

type Props = {
  /** Each with its label, e.g. registration number and verification key; `secret` marks what is shown only now. */
  values: { label: string; value: string; secret?: boolean }[]
  /** Copy all, print, send … */
  actions?: ReactNode
}

/** What is shown once and never again: large, to be copied; leaving asks whether it was kept. */
export function SecretOnce({ values, actions }: Props) {
  const { t } = useTranslation('ui')
  const [kept, setKept] = useState(false)
  const guard = useLeaveGuard(!kept, {
    title: t('secret.leaveTitle'),
    text: t('secret.leaveText'),
    leave: t('secret.leave'),
    stay: t('secret.stay'),
  })
  return (
    <Stack gap="md">
      <Alert color="orange" icon={<IconEyeOff size={18} aria-hidden />} title={t('secret.title')}>
        {t('secret.text')}
      </Alert>
      <Paper withBorder p="lg" component="dl" className={classes.values}>
        {values.map(({ label, value, secret }) => (
          <div key={label}>
            <Text component="dt" size="sm" c="dimmed">
              {label}
            </Text>
            <Group component="dd" gap="xs" wrap="nowrap" m={0}>
              <span className={classes.value} data-secret={secret || undefined}>
                {value}
              </span>
              <CopyButton value={value} size="lg" label={t('copyNamed', { name: label })} />
            </Group>
          </div>
        ))}
      </Paper>
      {actions && <Group gap="xs">{actions}</Group>}
      <Checkbox label={t('secret.kept')} checked={kept} onChange={(event) => setKept(event.currentTarget.checked)} />
      {guard}
    </Stack>
  )
}
