import { Button, Group, Image, Paper, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useVendor } from '../api/me.ts'
import { contrastOnWhite } from '../app/palette.ts'
import { StateBadge } from '../ui/StateBadge.tsx'

const readable = 4.5

type Props = { name: string; colour: string; helpEmail: string; helpPhone: string; hasLogo: boolean }

/** How name, logo, colour and help contact will look, while they are being changed. */
export function SettingsPreview({ name, colour, helpEmail, helpPhone, hasLogo }: Props) {
  const { t } = useTranslation('vendor')
  const { logoUrl } = useVendor()
  const known = /^#[0-9a-f]{6}$/i.test(colour)
  const contrast = known ? contrastOnWhite(colour) : 0
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} size="h4" mb="sm">
        {t('preview.title')}
      </Title>
      <Stack gap="sm">
        <Group gap="xs">
          {hasLogo && logoUrl && <Image src={logoUrl} alt="" h={24} w="auto" fit="contain" />}
          <Text fw={600}>{name || t('settings.name')}</Text>
        </Group>
        <Group gap="sm">
          <Button color={known ? colour : undefined} autoContrast={false} tabIndex={-1} component="span">
            {t('preview.button')}
          </Button>
          {known && (
            <StateBadge tone={contrast >= readable ? 'good' : 'bad'}>
              {contrast >= readable
                ? t('preview.readable', { contrast: contrast.toFixed(1) })
                : t('preview.unreadable', { contrast: contrast.toFixed(1), needed: readable })}
            </StateBadge>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {t('preview.help')} {helpEmail}
          {helpPhone && ` · ${helpPhone}`}
        </Text>
      </Stack>
    </Paper>
  )
}
