import { Alert, Button, FileInput, Group, Stack, Table, Text, TextInput, Title } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, uploadLifecycle } from '../api/client.ts'
import { ApiProblem } from '../api/problem.ts'
import type { components } from '../api/schema.ts'
import { FaultText } from '../imports/FaultText.tsx'
import { Figure, Figures } from '../ui/Figure.tsx'
import { LinkButton, PageLink } from '../ui/links.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { problemText } from '../ui/problem-text.ts'
import { DeniedText } from '../ui/Why.tsx'
import { useAdministratorDenial } from '../vendor/may.ts'

type Outcome = components['schemas']['LifecycleImport']

/** A file of lifecycle data: first what it would change and what is wrong with it, then recorded. */
export default function ImportPage() {
  const { t } = useTranslation('lifecycle')
  const denied = useAdministratorDenial('change_settings')
  const [file, setFile] = useState<File | null>(null)
  const [family, setFamily] = useState('')
  const [vendor, setVendor] = useState('')
  const [sending, setSending] = useState(false)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [refused, setRefused] = useState<ApiProblem | null>(null)
  const [tried, setTried] = useState(false)
  const forget = () => {
    setOutcome(null)
    setRefused(null)
  }
  const send = async (mode: 'check' | 'apply') => {
    setTried(true)
    if (!file) return
    setSending(true)
    setRefused(null)
    try {
      setOutcome(
        await uploadLifecycle(api, file, { name: file.name, mode, family: family.trim(), vendor: vendor.trim() }),
      )
    } catch (error) {
      setOutcome(null)
      setRefused(error instanceof ApiProblem ? error : new ApiProblem(0, { detail: String(error) }))
    } finally {
      setSending(false)
    }
  }
  return (
    <>
      <PageHeader
        title={t('import.title')}
        text={
          <>
            <PageLink size="sm" href="/vendor/lifecycle">
              {t('list.title')}
            </PageLink>
            {' · '}
            {t('import.text')}
          </>
        }
      />
      {denied && <DeniedText denied={denied} />}
      <Stack gap="md" maw={560} mb="lg">
        <FileInput
          label={t('import.file')}
          required
          error={tried && !file ? t('import.fileMissing') : null}
          description={t('import.formats')}
          placeholder={t('import.choose')}
          value={file}
          onChange={(chosen) => {
            setFile(chosen)
            forget()
          }}
          clearable
          clearButtonProps={{ 'aria-label': t('import.clear') }}
          leftSection={<IconUpload size={16} aria-hidden />}
        />
        <TextInput
          label={t('import.family')}
          description={t('import.familyText')}
          maxLength={100}
          value={family}
          onChange={(event) => {
            setFamily(event.currentTarget.value)
            forget()
          }}
        />
        <TextInput
          label={t('field.vendor')}
          description={t('import.vendorText')}
          maxLength={100}
          value={vendor}
          onChange={(event) => {
            setVendor(event.currentTarget.value)
            forget()
          }}
        />
        <Group gap="xs">
          <Button
            variant={outcome ? 'default' : 'filled'}
            loading={sending && !outcome}
            disabled={denied !== undefined}
            onClick={() => void send('check')}
          >
            {t('import.check')}
          </Button>
          {outcome && !outcome.applied && outcome.new + outcome.changed > 0 && (
            <Button loading={sending} onClick={() => void send('apply')}>
              {t('import.apply', { count: outcome.new + outcome.changed })}
            </Button>
          )}
        </Group>
      </Stack>
      {refused && <Refusal problem={refused} name={file?.name ?? ''} />}
      {outcome && <Shown outcome={outcome} />}
    </>
  )
}

function Refusal({ problem, name }: { problem: ApiProblem; name: string }) {
  const { t } = useTranslation('lifecycle')
  const title = t('import.refused', { name })
  const [field] = problem.fields
  if (problem.code === 'lifecycle_unreadable' && field)
    return <FaultText fault={{ code: field.code, params: problem.params }} title={title} />
  return (
    <Alert color="red" role="alert" title={title}>
      {problemText(problem, t).text}
    </Alert>
  )
}

function Shown({ outcome }: { outcome: Outcome }) {
  const { t } = useTranslation('lifecycle')
  const { applied, findings, differences } = outcome
  const nothing = outcome.new + outcome.changed === 0
  const none = outcome.unchanged > 0 ? t('import.nothing') : t('import.nothingRead')
  return (
    <Stack gap="md">
      <Alert color={applied ? 'green' : 'blue'} role="status" title={applied ? t('import.applied') : t('import.would')}>
        {outcome.family && t('import.ofFamily', { family: outcome.family })}{' '}
        {nothing ? none : applied ? t('import.follow') : t('import.not')}
      </Alert>
      <Figures>
        {(['new', 'changed', 'unchanged', 'errors'] as const).map((name) => (
          <Figure
            key={name}
            label={t(tk('import.count_', name))}
            value={outcome[name]}
            href={applied ? '/vendor/lifecycle' : '/vendor/lifecycle/import'}
            urgent={name === 'errors' && outcome.errors > 0}
          />
        ))}
      </Figures>
      {outcome.empty > 0 && <Text size="sm">{t('import.empty', { count: outcome.empty })}</Text>}
      {findings.length > 0 && (
        <section aria-label={t('import.count_errors')}>
          <Title order={2} size="h5" mb="xs">
            {t('import.count_errors')}
          </Title>
          <Table.ScrollContainer minWidth={420} type="native" tabIndex={0}>
            <Table verticalSpacing={4} aria-label={t('import.count_errors')}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('import.row')}</Table.Th>
                  <Table.Th>{t('import.field')}</Table.Th>
                  <Table.Th>{t('import.wrong')}</Table.Th>
                  <Table.Th>{t('import.value')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {findings.map((one) => (
                  <Table.Tr key={`${one.row} ${one.field} ${one.code}`}>
                    <Table.Td>{one.row}</Table.Td>
                    <Table.Td>{one.field}</Table.Td>
                    <Table.Td>{t(tk('finding.', one.code))}</Table.Td>
                    <Table.Td>{one.value}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        </section>
      )}
      {differences.length > 0 && (
        <section aria-label={t('import.differences')}>
          <Title order={2} size="h5" mb="xs">
            {t('import.differences')}
          </Title>
          <Table.ScrollContainer minWidth={420} type="native" tabIndex={0}>
            <Table verticalSpacing={4} aria-label={t('import.differences')}>
              <Table.Tbody>
                {differences.map((one) => (
                  <Table.Tr key={one.row}>
                    <Table.Td>{`${one.name} ${one.cycle}`.trim()}</Table.Td>
                    <Table.Td>{t(tk('import.count_', one.status))}</Table.Td>
                    <Table.Td>{one.fields.join(', ')}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        </section>
      )}
      {applied && (
        <div>
          <LinkButton variant="default" href="/vendor/lifecycle">
            {t('list.title')}
          </LinkButton>
        </div>
      )}
    </Stack>
  )
}
