import { useTranslation } from 'react-i18next'
import { useWrite } from '../api/hooks.ts'
import { useFormat } from '../ui/format.ts'
import { notify } from '../ui/notify.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { type Key, useKeysPlace } from './key.ts'

type Props = { keys: Key[]; opened: boolean; onClose: () => void; onDone?: () => void }

/** Ends keys at once, after showing which of them something uses. */
export function RevokeDialog({ keys, opened, onClose, onDone }: Props) {
  const { t } = useTranslation('keys')
  const format = useFormat()
  const { partnerId, api } = useKeysPlace()
  const revoke = useWrite('post', api('/api/v1/partners/{partnerId}/keys/{keyId}/revoke'), { quiet: true })
  const named = (list: Key[]) =>
    list.map((key) => (key.lastUsedAt ? `${key.name} (${format.dateTime(key.lastUsedAt)})` : key.name))
  const used = keys.filter((key) => key.lastUsedAt !== null)
  const unused = keys.filter((key) => key.lastUsedAt === null)
  return (
    <ReasonDialog
      opened={opened}
      onClose={onClose}
      title={t('revoke.title', { count: keys.length, name: keys[0]?.name })}
      text={t('revoke.text')}
      impact={[
        { label: t('revoke.used', { count: used.length }), count: used.length, names: named(used) },
        { label: t('revoke.unused', { count: unused.length }), count: unused.length, names: named(unused) },
      ]}
      reasons={[t('revoke.reasonLeaked'), t('revoke.reasonUnused'), t('revoke.reasonReplaced')]}
      confirm={t('revoke.act')}
      danger
      act={async (reason) => {
        for (const { keyId } of keys)
          await revoke.mutateAsync({ params: { path: { partnerId, keyId } }, body: { reason } })
        notify.ok(t('revoke.done', { count: keys.length }))
        onDone?.()
      }}
    />
  )
}
