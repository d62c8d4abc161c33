import { Button, Group, Paper, Select, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

type Props = { name: string; sheets: string[]; sending: boolean; onChosen: (sheet: string) => void }

/** A workbook has several sheets: which one holds the contracts. */
export function SheetChoice({ name, sheets, sending, onChosen }: Props) {
  const { t } = useTranslation('imports')
  const [sheet, setSheet] = useState(sheets[0] ?? '')
  return (
    <Paper withBorder p="sm" component="section" aria-labelledby="sheet-title">
      <Title order={3} fz="sm" id="sheet-title">
        {t('sheet.title', { name })}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t('sheet.text')}
      </Text>
      <Group align="flex-end" gap="sm">
        <Select
          label={t('sheet.label')}
          allowDeselect={false}
          value={sheet}
          onChange={(value) => value && setSheet(value)}
          data={sheets}
        />
        <Button loading={sending} onClick={() => onChosen(sheet)}>
          {t('sheet.go')}
        </Button>
      </Group>
    </Paper>
  )
}
