import { Alert, Box, Tabs } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { usePartnerId } from '../app/place.ts'
import { useExplain } from '../reach/asking.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { Why } from '../ui/Why.tsx'
import { AddList } from './AddList.tsx'
import { AddOne } from './AddOne.tsx'

/** Colleagues by three ways: one, a pasted list, a file. */
export default function AddPeoplePage() {
  const { t } = useTranslation('team')
  const partnerId = usePartnerId()
  const explain = useExplain()
  const [way, setWay] = useState<string | null>('one')
  const start = useRead('/api/v1/partners/{partnerId}/team-start', { params: { path: { partnerId } } })
  return (
    <>
      <PageHeader title={t('add.title')} text={t('add.text')} />
      <Box maw={720}>
        {start.data && !start.data.contracts.done && (
          <Alert color="orange" mb="md" title={t('add.noService')}>
            {t('add.noServiceText')} <Why explain={explain('register_people')} />
          </Alert>
        )}
        <Tabs value={way} onChange={setWay} keepMounted={false}>
          <Tabs.List aria-label={t('add.title')} mb="md">
            <Tabs.Tab value="one">{t('add.one')}</Tabs.Tab>
            <Tabs.Tab value="list">{t('add.list')}</Tabs.Tab>
            <Tabs.Tab value="file">{t('add.file')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="one">
            <AddOne partnerId={partnerId} />
          </Tabs.Panel>
          <Tabs.Panel value="list">
            <AddList key="list" partnerId={partnerId} />
          </Tabs.Panel>
          <Tabs.Panel value="file">
            <AddList key="file" partnerId={partnerId} fromFile />
          </Tabs.Panel>
        </Tabs>
      </Box>
    </>
  )
}
