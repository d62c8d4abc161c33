import { Alert, Box, Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../api/hooks.ts'
import { Form } from '../ui/Form.tsx'
import { useFormat } from '../ui/format.ts'
import { LinkButton } from '../ui/links.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { useProblemForm } from '../ui/use-problem-form.ts'
import { DeniedText } from '../ui/Why.tsx'
import { KeyShown } from './KeyShown.tsx'
import { type Key, useChangeDenial, useKeysPlace } from './key.ts'

/** A new secret for a key; the old one goes on for a while, so that scripts can be changed one by one. */
export default function RotateKeyPage() {
  const { api, one } = useKeysPlace()
  const key = useRead(api('/api/v1/partners/{partnerId}/keys/{keyId}'), { params: one })
  if (key.error) return <ErrorState error={key.error} retry={() => void key.refetch()} />
  return key.data ? <Rotate row={key.data} /> : <LoadingState />
}

function Rotate({ row }: { row: Key }) {
  const { t } = useTranslation('keys')
  const format = useFormat()
  const { api, one, pages } = useKeysPlace()
  const rotate = useWrite('post', api('/api/v1/partners/{partnerId}/keys/{keyId}/rotate'), { quiet: true })
  const denied = useChangeDenial()(row)
  const form = useProblemForm({
    initialValues: { overlap: '24', days: row.state === 'expired' ? '90' : '' },
    submit: ({ overlap, days }) =>
      rotate.mutateAsync({
        params: one,
        body: { overlapHours: Number(overlap), ...(days && { expiresInDays: Number(days) }) },
      }),
  })
  // The page reads the key anew after the act; what is still valid beside the new secret is the old one.
  const old = row.secrets.find(({ validUntil }) => validUntil !== null)?.validUntil
  const overlaps = ['0', '1', '24', '72', '168', '336']
  return (
    <>
      <PageHeader title={rotate.data ? t('rotate.done') : t('rotate.title')} text={row.name} />
      <Box maw={720}>
        {rotate.data ? (
          <KeyShown made={rotate.data} name={row.name} oldUntil={old ? format.dateTime(old) : undefined} />
        ) : (
          <Form
            form={form}
            submit={t('rotate.act')}
            submitProps={denied ? { disabled: true } : {}}
            secondary={
              <LinkButton variant="default" href={`${pages}/${row.keyId}`}>
                {t('ui:cancel')}
              </LinkButton>
            }
          >
            {denied && <DeniedText denied={denied} />}
            <Alert color="blue">{t('rotate.text')}</Alert>
            <Select
              label={t('rotate.overlap')}
              description={t('rotate.overlapText')}
              maw={320}
              data={overlaps.map((value) => ({
                value,
                label:
                  value === '0'
                    ? t('rotate.atOnce')
                    : Number(value) % 24 === 0
                      ? t('days', { count: Number(value) / 24 })
                      : t('hours', { count: Number(value) }),
              }))}
              {...form.field('overlap')}
            />
            <Select
              label={t('rotate.expires')}
              maw={320}
              data={[
                ...(row.state === 'expired'
                  ? []
                  : [{ value: '', label: t('rotate.sameEnd', { date: format.date(row.expiresAt) }) }]),
                ...['30', '90', '180', '365'].map((value) => ({
                  value,
                  label: t('rotate.inDays', { count: Number(value) }),
                })),
              ]}
              {...form.field('days')}
            />
          </Form>
        )}
      </Box>
    </>
  )
}
