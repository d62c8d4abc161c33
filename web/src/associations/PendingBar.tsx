import { Button, Group, Paper, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLeaveGuard } from '../ui/leave-guard.tsx'
import classes from './associations.module.css'
import { PreviewDrawer } from './PreviewDrawer.tsx'
import { countPending, type Pending } from './pending.ts'

type Props = { partnerId: string; pending: Pending; clear: () => void }

/** What was collected and not applied yet; leaving the page asks first. */
export function PendingBar({ partnerId, pending, clear }: Props) {
  const { t } = useTranslation('associations')
  const [previewing, setPreviewing] = useState(false)
  const count = countPending(pending)
  const guard = useLeaveGuard(count > 0, {
    title: t('pending.leaveTitle'),
    text: t('pending.leaveText'),
    leave: t('pending.leave'),
    stay: t('pending.stay'),
  })
  return (
    <>
      {guard}
      {count > 0 && (
        <Paper withBorder shadow="md" className={classes.pending} role="region" aria-label={t('pending.label')}>
          <Text size="sm" fw={500}>
            {t('pending.count', { count })}
          </Text>
          <Group gap="xs">
            <Button variant="default" size="sm" onClick={clear}>
              {t('pending.discard')}
            </Button>
            <Button size="sm" onClick={() => setPreviewing(true)}>
              {t('pending.preview')}
            </Button>
          </Group>
        </Paper>
      )}
      <PreviewDrawer
        partnerId={partnerId}
        pending={pending}
        opened={previewing && count > 0}
        onClose={() => setPreviewing(false)}
        onApplied={() => {
          setPreviewing(false)
          clear()
        }}
      />
    </>
  )
}
