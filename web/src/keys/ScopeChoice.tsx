import { Button, Group, Input, SegmentedControl, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { tk } from '../ui/message-key.ts'
import classes from './keys.module.css'

type Props = { known: string[]; value: string[]; onChange: (scopes: string[]) => void; error?: string | undefined }
type Level = 'none' | 'read' | 'write'

/** One row an area: nothing, read, or read and change. */
export function ScopeChoice({ known, value, onChange, error }: Props) {
  const { t } = useTranslation('keys')
  const areas = [...new Set(known.map((scope) => scope.split(':')[0] ?? ''))]
  const levelOf = (area: string): Level =>
    value.includes(`${area}:write`) ? 'write' : value.includes(`${area}:read`) ? 'read' : 'none'
  const highest = (area: string): Level => (known.includes(`${area}:write`) ? 'write' : 'read')
  const scopesFor = (level: (area: string) => Level) =>
    areas.flatMap((area) => (level(area) === 'none' ? [] : [`${area}:${level(area)}`]))
  return (
    <Input.Wrapper
      label={t('field.scopes')}
      description={t('scopes.text')}
      error={error}
      required
      labelElement="div"
      className={classes.scopes}
    >
      <Group gap="xs" my="xs">
        <Button size="compact-xs" variant="default" onClick={() => onChange(scopesFor(() => 'read'))}>
          {t('scopes.allRead')}
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => onChange(scopesFor(highest))}>
          {t('scopes.allWrite')}
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => onChange([])}>
          {t('scopes.none')}
        </Button>
      </Group>
      <Stack gap={0}>
        {areas.map((area) => (
          <div key={area} className={classes.area}>
            <Text size="sm">{t(tk('area.', area))}</Text>
            <SegmentedControl
              size="xs"
              aria-label={t(tk('area.', area))}
              value={levelOf(area)}
              onChange={(level) => onChange(scopesFor((one) => (one === area ? (level as Level) : levelOf(one))))}
              data={(['none', 'read', 'write'] as const)
                .filter((level) => level !== 'write' || highest(area) === 'write')
                .map((level) => ({ value: level, label: t(tk('scopes.level.', level)) }))}
            />
          </div>
        ))}
      </Stack>
    </Input.Wrapper>
  )
}
