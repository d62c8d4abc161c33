import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePagedList, useRead } from '../api/hooks.ts'
import { usePartnerId } from '../app/place.ts'
import { useListState } from '../ui/list/list-state.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { AuditList, type Entry, filterNames } from './AuditList.tsx'
import { EntryDrawer } from './EntryDrawer.tsx'
import { Verification } from './Verification.tsx'

/** A partner's own chain. */
export default function PartnerAuditPage() {
  const { t } = useTranslation('audit')
  const partnerId = usePartnerId()
  const path = { params: { path: { partnerId } } }
  const state = useListState({ filters: [...filterNames] })
  const list = usePagedList('/api/v1/partners/{partnerId}/audit', path, state)
  const verification = useRead('/api/v1/partners/{partnerId}/audit/verification', path)
  const [opened, setOpened] = useState<Entry>()
  return (
    <>
      <PageHeader title={t('title')} text={t('text')} />
      <Verification {...verification} again={() => void verification.refetch()} />
      <AuditList
        list={list}
        state={state}
        onOpen={setOpened}
        exportPath={`/api/v1/partners/${partnerId}/audit/export`}
      />
      <EntryDrawer entry={opened} close={() => setOpened(undefined)} />
    </>
  )
}
