import { Checkbox, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { textIn } from '../entitlements/names.ts'
import { useFormat } from '../ui/format.ts'
import { tk } from '../ui/message-key.ts'
import type { Options } from './sponsorship.ts'

type Props = {
  options: Options['entitlements']
  value: string[]
  onChange: (value: string[]) => void
  error?: string | undefined
}

/** What can be granted; what is above the partner's ceiling stays visible, with the reason (R4, R36). */
export function EntitlementChoice({ options, value, onChange, error }: Props) {
  const { t, i18n } = useTranslation('sponsorship')
  const format = useFormat()
  const language = i18n.resolvedLanguage ?? 'en'
  const groups = [...new Set(options.map(({ group }) => group))]
  return (
    <Checkbox.Group
      label={t('entitlements')}
      description={t('choice.text')}
      value={value}
      onChange={onChange}
      error={error}
      data-path="entitlements"
    >
      <Stack gap="md" mt="sm">
        {groups.map((group) => (
          <Stack gap="xs" key={group}>
            <Text size="sm" fw={600}>
              {t(tk('group.', group))}
            </Text>
            {options
              .filter((one) => one.group === group)
              .map((one) => (
                <Checkbox
                  key={one.entitlementId}
                  value={one.entitlementId}
                  label={textIn(one.names, language)}
                  disabled={!one.offered && !value.includes(one.entitlementId)}
                  description={
                    one.offered
                      ? textIn(one.descriptions, language)
                      : one.allowedBy.length > 0
                        ? t('choice.aboveCeiling', { types: format.list(one.allowedBy) })
                        : t('choice.byNoType')
                  }
                />
              ))}
          </Stack>
        ))}
      </Stack>
    </Checkbox.Group>
  )
}
