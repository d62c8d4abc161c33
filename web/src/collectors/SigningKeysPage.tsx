import { Radio, Stack } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { inOnePiece, useRead, useWrite } from '../api/hooks.ts'
import type { components } from '../api/schema.ts'
import { ActButton } from '../ui/ActButton.tsx'
import { useFormat } from '../ui/format.ts'
import { Identifier } from '../ui/Identifier.tsx'
import { DataList } from '../ui/list/DataList.tsx'
import { useListState } from '../ui/list/list-state.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import { useAdministratorDenial } from '../vendor/may.ts'

type SigningKey = components['schemas']['SigningKey']
type State = 'current' | 'accepted' | 'retired'
const tones = { current: 'good', accepted: 'attention', retired: 'neutral' } as const

/** Whether licences that it signed still open something. */
const stateOf = ({ state, licencesUntil }: SigningKey): State =>
  state === 'current' ? 'current' : licencesUntil && Date.parse(licencesUntil) > Date.now() ? 'accepted' : 'retired'

/** The keys that sign licences and records, which collectors lean on which, and their rotation. */
export default function SigningKeysPage() {
  const { t } = useTranslation('collectors')
  const format = useFormat()
  const denied = useAdministratorDenial('change_settings')
  const state = useListState({})
  const list = inOnePiece(useRead('/api/v1/vendor/settings/signing-keys'))
  const [rotating, setRotating] = useState(false)
  return (
    <>
      <PageHeader
        title={t('signing.title')}
        text={t('signing.text')}
        actions={
          <ActButton
            denied={denied}
            leftSection={denied ? undefined : <IconRefresh size={16} aria-hidden />}
            onClick={() => setRotating(true)}
          >
            {t('signing.rotate')}
          </ActButton>
        }
      />
      <DataList
        id="vendor.signing-keys"
        label={t('signing.title')}
        list={list}
        state={state}
        rowId={(row) => row.keyId}
        columns={[
          { key: 'id', title: t('signing.id'), cell: (row) => <Identifier value={row.keyId} /> },
          {
            key: 'state',
            title: t('status.label'),
            cell: (row) => <StateBadge tone={tones[stateOf(row)]}>{t(tk('signing.state.', stateOf(row)))}</StateBadge>,
          },
          { key: 'since', title: t('signing.since'), cell: (row) => <Moment at={row.createdAt} /> },
          { key: 'until', title: t('signing.until'), cell: (row) => <Moment at={row.retiredAt} /> },
          { key: 'licences', title: t('signing.licencesUntil'), cell: (row) => <Moment at={row.licencesUntil} /> },
          {
            key: 'collectors',
            title: t('signing.collectors'),
            numeric: true,
            cell: (row) => format.number(row.collectors),
          },
          { key: 'files', title: t('signing.files'), numeric: true, cell: (row) => format.number(row.files) },
        ]}
        empty={{ title: t('signing.emptyTitle'), text: t('signing.emptyText') }}
      />
      <RotateDialog keys={list.rows} opened={rotating} onClose={() => setRotating(false)} />
    </>
  )
}

type RotateProps = { keys: SigningKey[]; opened: boolean; onClose: () => void }

function RotateDialog({ keys, opened, onClose }: RotateProps) {
  const { t } = useTranslation('collectors')
  const [days, setDays] = useState('90')
  const rotate = useWrite('post', '/api/v1/vendor/settings/signing-keys/rotate', {
    ok: t('signing.done'),
    quiet: true,
  })
  const sum = (of: 'collectors' | 'files') => keys.reduce((total, row) => total + row[of], 0)
  return (
    <ReasonDialog
      opened={opened}
      onClose={onClose}
      title={t('signing.rotateTitle')}
      text={t('signing.rotateText')}
      fields={
        <Radio.Group label={t('signing.overlap')} value={days} onChange={setDays}>
          <Stack gap="xs" mt="xs">
            <Radio value="90" label={t('signing.overlap90')} description={t('signing.overlap90Text')} />
            <Radio value="0" label={t('signing.overlap0')} description={t('signing.overlap0Text')} />
          </Stack>
        </Radio.Group>
      }
      {...(days === '0' && {
        impact: [
          { label: t('signing.stopsCollectors', { count: sum('collectors') }), count: sum('collectors') },
          { label: t('signing.stopsFiles', { count: sum('files') }), count: sum('files') },
        ],
      })}
      reasons={[t('signing.reason.routine'), t('signing.reason.lost')]}
      confirm={t('signing.rotate')}
      danger={days === '0'}
      act={(reason) => rotate.mutateAsync({ body: { licenceDays: Number(days), reason } })}
    />
  )
}
