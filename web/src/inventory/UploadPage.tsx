import { Alert, Button, Checkbox, FileInput, Select, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconUpload } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, uploadInventory } from '../api/client.ts'
import { useRead } from '../api/hooks.ts'
import { ApiProblem } from '../api/problem.ts'
import { usePartnerId } from '../app/place.ts'
import { FaultText } from '../imports/FaultText.tsx'
import { useServiceDenial } from '../service/in-force.ts'
import { DeniedButton } from '../ui/ActButton.tsx'
import { linkTo } from '../ui/links.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { problemText } from '../ui/problem-text.ts'
import { maxMegabytes } from './inventory.ts'

type Refused = { problem: ApiProblem } | { size: number }

/** Inventory by hand (R29): whose it is, by three characters of the name or more, and the file. */
export default function UploadPage() {
  const { t } = useTranslation('inventory')
  const partnerId = usePartnerId()
  const navigate = useNavigate()
  const denied = useServiceDenial('upload_inventory')
  const [customerId, setCustomerId] = useState<string | null>(null)
  const [inventory, setInventory] = useState('Main')
  const [vendor, setVendor] = useState('')
  const [partial, setPartial] = useState(false)
  const [file, setFile] = useState<File | null>(null)
  const [sending, setSending] = useState(false)
  const [refused, setRefused] = useState<Refused | null>(null)
  const [tried, setTried] = useState(false)
  const send = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!customerId || !file) return
    if (file.size > maxMegabytes * 1024 ** 2) return setRefused({ size: Math.ceil(file.size / 1024 ** 2) })
    setSending(true)
    setRefused(null)
    try {
      const row = await uploadInventory(api, file, {
        partnerId,
        customerId,
        name: file.name,
        inventory: inventory.trim() || 'Main',
        ...(vendor.trim() && { vendor: vendor.trim() }),
        partial: partial ? 'true' : 'false',
      })
      await navigate(linkTo(`/partner/${partnerId}/collections/${row.collectionId}`))
    } catch (error) {
      setRefused({ problem: error instanceof ApiProblem ? error : new ApiProblem(0, { detail: String(error) }) })
    } finally {
      setSending(false)
    }
  }
  return (
    <>
      <PageHeader title={t('upload.title')} text={t('upload.text')} />
      <form noValidate onSubmit={(event) => void send(event)}>
        <Stack gap="md" maw={560}>
          <CustomerField
            partnerId={partnerId}
            value={customerId}
            onChange={setCustomerId}
            error={tried && !customerId ? t('upload.customerMissing') : null}
          />
          <TextInput
            label={t('fact.inventory')}
            description={t('upload.inventoryText')}
            value={inventory}
            maxLength={100}
            onChange={(event) => setInventory(event.currentTarget.value)}
          />
          <FileInput
            label={t('fact.file')}
            required
            error={tried && !file ? t('upload.fileMissing') : null}
            description={t('upload.formats')}
            placeholder={t('upload.choose')}
            value={file}
            onChange={setFile}
            clearable
            clearButtonProps={{ 'aria-label': t('upload.clear') }}
            leftSection={<IconUpload size={16} aria-hidden />}
          />
          <TextInput
            label={t('upload.vendor')}
            description={t('upload.vendorText')}
            value={vendor}
            maxLength={100}
            onChange={(event) => setVendor(event.currentTarget.value)}
          />
          <Checkbox
            label={t('upload.partial')}
            description={t('upload.partialText')}
            checked={partial}
            onChange={(event) => setPartial(event.currentTarget.checked)}
          />
          {refused && <Refusal refused={refused} name={file?.name ?? ''} />}
          <div>
            {denied ? (
              <DeniedButton denied={denied}>{t('upload.check')}</DeniedButton>
            ) : (
              <Button type="submit" loading={sending}>
                {t('upload.check')}
              </Button>
            )}
            <Text size="xs" c="dimmed" mt="xs">
              {t('upload.next')}
            </Text>
          </div>
        </Stack>
      </form>
    </>
  )
}

const MIN_CHARACTERS = 3

type CustomerProps = {
  partnerId: string
  value: string | null
  onChange: (value: string | null) => void
  error: string | null
}

function CustomerField({ partnerId, value, onChange, error }: CustomerProps) {
  const { t } = useTranslation('inventory')
  const [text, setText] = useState('')
  const [q] = useDebouncedValue(text.trim(), 200)
  const found = useRead(
    '/api/v1/partners/{partnerId}/customers',
    { params: { path: { partnerId }, query: { q, limit: 20, service: ['in_force'] } } },
    { enabled: q.length >= MIN_CHARACTERS },
  )
  const items = q.length >= MIN_CHARACTERS ? (found.data?.items ?? []) : []
  return (
    <Select
      label={t('fact.customer')}
      description={t('upload.customerText')}
      required
      error={error}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('upload.clear') }}
      value={value}
      onChange={onChange}
      searchValue={text}
      onSearchChange={setText}
      filter={({ options }) => options}
      nothingFoundMessage={q.length < MIN_CHARACTERS ? t('upload.typeMore') : t('upload.noCustomer')}
      data={items.map((row) => ({ value: row.customerId, label: row.name }))}
    />
  )
}

function Refusal({ refused, name }: { refused: Refused; name: string }) {
  const { t } = useTranslation('inventory')
  const title = t('upload.refused', { name })
  if ('size' in refused)
    return (
      <Alert color="red" role="alert" title={title}>
        {t('upload.tooLarge', { size: refused.size })}
      </Alert>
    )
  const { problem } = refused
  const [field] = problem.fields
  if (problem.code === 'upload_unreadable' && field)
    return <FaultText fault={{ code: field.code, params: problem.params }} title={title} />
  return (
    <Alert color="red" role="alert" title={title}>
      {problemText(problem, t).text}
    </Alert>
  )
}
