import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePagedList, useRead } from '../api/hooks.ts'
import { useListState } from '../ui/list/list-state.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { AuditList, type Entry, filterNames } from './AuditList.tsx'
import { EntryDrawer } from './EntryDrawer.tsx'
import { Verification } from './Verification.tsx'

/** All chains, the vendor's own among them. */
export default function VendorAuditPage() {
  const { t } = useTranslation('audit')
  const state = useListState({ filters: [...filterNames, 'partner'] })
  const list = usePagedList('/api/v1/vendor/audit', {}, state)
  const verification = useRead('/api/v1/vendor/audit/verification')
  const [opened, setOpened] = useState<Entry>()
  return (
    <>
      <PageHeader title={t('title')} text={t('text')} />
      <Verification {...verification} again={() => void verification.refetch()} manyChains />
      <AuditList list={list} state={state} onOpen={setOpened} exportPath="/api/v1/vendor/audit/export" manyChains />
      <EntryDrawer entry={opened} close={() => setOpened(undefined)} ofVendor />
    </>
  )
}
