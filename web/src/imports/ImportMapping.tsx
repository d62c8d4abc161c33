import { Box, Group, Paper, Select, SimpleGrid, Stack, Switch, Table, Text, TextInput, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../api/hooks.ts'
import { ApiProblem } from '../api/problem.ts'
import { ActButton } from '../ui/ActButton.tsx'
import { tk } from '../ui/message-key.ts'
import { problemText } from '../ui/problem-text.ts'
import { useAgentDenial } from '../vendor/may.ts'
import { FaultText } from './FaultText.tsx'
import { columnName, type Field, fields, type Import } from './import.ts'

type Options = Import['options']

/** Which column says what and how to read it; starts the check. */
export function ImportMapping({ row, onStarted }: { row: Import; onStarted: () => void }) {
  const { t } = useTranslation('imports')
  const [mapping, setMapping] = useState(row.mapping)
  const [options, setOptions] = useState(row.options)
  const denied = useAgentDenial('import_contracts')
  const check = useWrite('post', '/api/v1/vendor/imports/{importId}/check')
  const set = (field: Field, place: number | undefined) => {
    const others = Object.entries(mapping).filter(([name, at]) => name !== field && at !== place)
    setMapping({ ...Object.fromEntries(others), ...(place !== undefined && { [field]: place }) })
  }
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="mapping-title">
      <Title order={2} size="h4" id="mapping-title">
        {t('map.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        {t('map.text')}
      </Text>
      {row.sheets.length > 1 && <SheetChoice row={row} />}
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3, lg: 4 }} spacing="sm">
        {fields.map((field) => (
          <ColumnChoice key={field} field={field} header={row.header} place={mapping[field]} onChange={set} />
        ))}
      </SimpleGrid>
      <ReadingOptions options={options} onChange={setOptions} />
      <Sample row={row} mapping={mapping} />
      <Group justify="flex-end" mt="md">
        <ActButton
          denied={denied}
          loading={check.isPending}
          onClick={() =>
            check.mutate(
              { params: { path: { importId: row.importId } }, body: { mapping, options } },
              { onSuccess: onStarted },
            )
          }
        >
          {t('map.check')}
        </ActButton>
      </Group>
    </Paper>
  )
}

/** One sheet of a workbook is imported; another one has other columns. */
function SheetChoice({ row }: { row: Import }) {
  const { t } = useTranslation('imports')
  const denied = useAgentDenial('import_contracts')
  const choose = useWrite('post', '/api/v1/vendor/imports/{importId}/sheet', { quiet: true })
  const [field] = choose.error instanceof ApiProblem ? choose.error.fields : []
  return (
    <Box mb="md" maw="26rem">
      <Select
        label={t('sheet.label')}
        description={t('sheet.text')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        disabled={choose.isPending || denied !== undefined}
        value={row.sheet ?? row.sheets[0] ?? null}
        onChange={(sheet) => sheet && choose.mutate({ params: { path: { importId: row.importId } }, body: { sheet } })}
        data={row.sheets}
        error={choose.error && !field ? problemText(choose.error as ApiProblem, t).text : undefined}
      />
      {field && (
        <Box mt="xs">
          <FaultText
            fault={{ code: field.code, params: (choose.error as ApiProblem).params }}
            title={t('sheet.refused', { name: choose.variables?.body.sheet ?? '' })}
          />
        </Box>
      )}
    </Box>
  )
}

type ChoiceProps = {
  field: Field
  header: string[]
  place: number | undefined
  onChange: (field: Field, place: number | undefined) => void
}

function ColumnChoice({ field, header, place, onChange }: ChoiceProps) {
  const { t, i18n } = useTranslation('imports')
  const hint = i18n.exists(tk('imports:fieldHint.', field)) ? t(tk('fieldHint.', field)) : undefined
  return (
    <Select
      label={t(tk('field.', field))}
      description={hint}
      inputWrapperOrder={['label', 'input', 'description']}
      placeholder={t('map.none')}
      clearable
      searchable
      required={field === 'contractNumber'}
      withAsterisk={field === 'contractNumber'}
      value={place === undefined ? null : String(place)}
      onChange={(value) => onChange(field, value === null ? undefined : Number(value))}
      data={header.map((name, at) => ({ value: String(at), label: `${columnName(at)} · ${name || '—'}` }))}
    />
  )
}

function ReadingOptions({ options, onChange }: { options: Options; onChange: (options: Options) => void }) {
  const { t } = useTranslation('imports')
  const set = (change: Partial<Options>) => onChange({ ...options, ...change })
  return (
    <Stack gap="sm" mt="lg">
      <Title order={3} fz="sm">
        {t('map.options')}
      </Title>
      <Switch
        label={t('map.createCustomers')}
        description={t('map.createCustomersHint')}
        checked={options.createCustomers}
        onChange={(event) => set({ createCustomers: event.currentTarget.checked })}
      />
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="sm">
        <Select
          label={t('map.dateOrder')}
          description={t('map.dateOrderHint')}
          inputWrapperOrder={['label', 'input', 'description']}
          value={options.dateOrder}
          onChange={(value) => set({ dateOrder: (value ?? 'iso') as Options['dateOrder'] })}
          data={(['iso', 'dmy', 'mdy'] as const).map((value) => ({ value, label: t(tk('map.', value)) }))}
        />
        <TextInput
          label={t('map.vendor')}
          maxLength={100}
          value={options.vendor}
          onChange={(event) => set({ vendor: event.currentTarget.value })}
        />
        <Select
          label={t('map.endMissing')}
          value={options.endMissing}
          onChange={(value) => set({ endMissing: (value ?? 'none') as Options['endMissing'] })}
          data={(['none', 'lines', 'contracts'] as const).map((value) => ({ value, label: t(tk('map.end_', value)) }))}
        />
      </SimpleGrid>
    </Stack>
  )
}

function Sample({ row, mapping }: { row: Import; mapping: Import['mapping'] }) {
  const { t } = useTranslation('imports')
  // The header is the first row.
  const first = row.sample.slice(0, 4).map((cells, at) => ({ cells, number: at + 2 }))
  const fieldAt = (place: number) => fields.find((field) => mapping[field] === place)
  return (
    <>
      <Title order={3} fz="sm" mt="lg" mb={4}>
        {t('map.sample')}
      </Title>
      <Table.ScrollContainer minWidth={600} type="native" tabIndex={0} role="region" aria-label={t('map.sample')}>
        <Table fz="xs" style={{ whiteSpace: 'nowrap' }}>
          <Table.Thead>
            <Table.Tr>
              {row.header.map((name, place) => {
                const field = fieldAt(place)
                return (
                  <Table.Th key={columnName(place)} c={field ? undefined : 'dimmed'}>
                    {name || '—'}
                    <Text size="xs" fw={400} c="dimmed">
                      {field ? t(tk('field.', field)) : t('map.none')}
                    </Text>
                  </Table.Th>
                )
              })}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {first.map(({ cells, number }) => (
              <Table.Tr key={number}>
                {row.header.map((_, place) => (
                  <Table.Td key={columnName(place)} maw={220} style={{ overflow: 'hidden', textOverflow: 'ellipsis' }}>
                    {cells[place] ?? ''}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </>
  )
}
