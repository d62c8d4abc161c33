import { Alert, Anchor, Box, Button, FileButton, Group, Loader, Paper, Stack, Text, Title } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, uploadContracts } from '../api/client.ts'
import { ApiProblem } from '../api/problem.ts'
import { DeniedButton } from '../ui/ActButton.tsx'
import { useFormat } from '../ui/format.ts'
import { linkTo } from '../ui/links.tsx'
import { problemText } from '../ui/problem-text.ts'
import { useAgentDenial } from '../vendor/may.ts'
import { FaultText } from './FaultText.tsx'
import { importHref, maxMegabytes } from './import.ts'
import classes from './UploadCard.module.css'

/** Where a file is dropped or chosen; what cannot be read is refused here, with its row. */
export function UploadCard() {
  const { t } = useTranslation('imports')
  const [over, setOver] = useState(false)
  const denied = useAgentDenial('import_contracts')
  const { sending, refused, send } = useUpload()
  return (
    <Paper withBorder p="md" mb="lg" component="section" aria-labelledby="upload-title">
      <Title order={2} size="h4" id="upload-title">
        {t('upload.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('upload.text')}{' '}
        <Anchor size="sm" href="/api/v1/vendor/import-template?format=csv" download>
          {t('upload.templateCsv')}
        </Anchor>
        {' · '}
        <Anchor size="sm" href="/api/v1/vendor/import-template?format=xlsx" download>
          {t('upload.templateXlsx')}
        </Anchor>
      </Text>
      <Stack gap="sm">
        <Box
          className={classes.drop}
          data-over={over || undefined}
          onDragOver={(event) => {
            event.preventDefault()
            setOver(!denied)
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => {
            event.preventDefault()
            setOver(false)
            const [file] = event.dataTransfer.files
            if (file && !denied) void send(file)
          }}
        >
          {sending ? (
            <Group justify="center" gap="xs" role="status">
              <Loader size="xs" />
              <Text size="sm">{t('upload.sending', { name: sending })}</Text>
            </Group>
          ) : (
            <Group justify="center" gap="sm">
              <Text size="sm" c="dimmed">
                {t('upload.drop')}
              </Text>
              {denied ? (
                <DeniedButton denied={denied}>{t('upload.choose')}</DeniedButton>
              ) : (
                <FileButton
                  accept=".csv,.txt,.tsv,.xlsx,.json,.ndjson,.jsonl"
                  inputProps={{ 'aria-label': t('upload.choose') }}
                  onChange={(file) => file && void send(file)}
                >
                  {(props) => (
                    <Button {...props} leftSection={<IconUpload size={16} aria-hidden />}>
                      {t('upload.choose')}
                    </Button>
                  )}
                </FileButton>
              )}
            </Group>
          )}
        </Box>
        {refused && <Refusal {...refused} />}
      </Stack>
    </Paper>
  )
}

type Refused = { name: string; problem: ApiProblem | { size: number } }

function useUpload() {
  const [sending, setSending] = useState<string | null>(null)
  const [refused, setRefused] = useState<Refused | null>(null)
  const navigate = useNavigate()
  const send = async (file: File) => {
    setRefused(null)
    if (file.size > maxMegabytes * 1024 ** 2) {
      setRefused({ name: file.name, problem: { size: Math.ceil(file.size / 1024 ** 2) } })
      return
    }
    setSending(file.name)
    try {
      const row = await uploadContracts(api, file, { name: file.name })
      await navigate(linkTo(importHref(row)))
    } catch (error) {
      setRefused({
        name: file.name,
        problem: error instanceof ApiProblem ? error : new ApiProblem(0, { detail: String(error) }),
      })
    } finally {
      setSending(null)
    }
  }
  return { sending, refused, send }
}

function Refusal({ name, problem }: Refused) {
  const { t } = useTranslation('imports')
  const format = useFormat()
  const title = t('upload.refused', { name })
  if (problem instanceof ApiProblem) {
    const [field] = problem.fields
    if (problem.code === 'import_unreadable' && field)
      return <FaultText fault={{ code: field.code, params: problem.params }} title={title} />
    return (
      <Alert color="red" role="alert" title={title}>
        {problemText(problem, t).text}
      </Alert>
    )
  }
  return (
    <Alert color="red" role="alert" title={title}>
      {t('upload.tooLarge', { size: format.number(problem.size) })}
    </Alert>
  )
}
