import { Alert, Button, Group, Radio, Stack, Text } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useVendor } from '../api/me.ts'
import { PageLink } from '../ui/links.tsx'
import { tk } from '../ui/message-key.ts'
import type { Kind } from './draft.ts'
import classes from './registration.module.css'
import { StepFrame } from './StepFrame.tsx'
import type { Registration } from './use-registration.ts'

const kinds: Kind[] = ['customer_user', 'partner_employee', 'neither']

/** Step 2, *Register for additional access* (R10): who has no sponsor learns that one is needed, and where to find one (R6). */
export function ChoiceStep({ registration }: { registration: Registration }) {
  const { t } = useTranslation('registration')
  const vendor = useVendor()
  const { kind } = registration.answers
  const [missing, setMissing] = useState(false)
  const next = () => {
    if (!kind) return setMissing(true)
    registration.go(kind === 'customer_user' ? 'number' : 'details')
  }
  return (
    <StepFrame title={t('steps.choice')} text={t('choice.text', { vendor: vendor.name })}>
      <Radio.Group
        name="kind"
        label={t('choice.label')}
        value={kind}
        onChange={(value) => {
          setMissing(false)
          registration.answer({ kind: value as Kind })
        }}
        error={missing && t('choice.missing')}
        required
      >
        <Stack gap="xs" mt="xs" mb={missing ? 'xs' : 0}>
          {kinds.map((value) => (
            <Radio
              key={value}
              value={value}
              label={t(tk('choice.kind.', `${value}.label`), { vendor: vendor.name })}
              description={t(tk('choice.kind.', `${value}.text`))}
              classNames={{ root: classes.choice ?? '' }}
            />
          ))}
        </Stack>
      </Radio.Group>
      <div aria-live="polite">
        {kind === 'neither' && (
          <Alert color="blue" icon={<IconInfoCircle size={18} aria-hidden />} title={t('neither.title')}>
            <Stack gap={6}>
              <Text size="sm">{t('neither.text', { vendor: vendor.name })}</Text>
              <Text size="sm">{t('neither.where', { contact: vendor.helpEmail })}</Text>
              <PageLink href="/rules" size="sm">
                {t('neither.rules')}
              </PageLink>
            </Stack>
          </Alert>
        )}
      </div>
      <Group justify="space-between">
        <Button variant="default" onClick={registration.back}>
          {t('back')}
        </Button>
        {kind !== 'neither' && <Button onClick={next}>{t('next')}</Button>}
      </Group>
    </StepFrame>
  )
}
