import { Button, Menu } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { DeniedButton } from '../ActButton.tsx'
import { denialOf } from '../denial-of.ts'
import { useExplainRefusal } from '../explain-refusal.ts'
import { DeniedItem } from './DeniedItem.tsx'
import { LaterFiles, LaterText } from './LaterFiles.tsx'
import { stringify } from './list-address.ts'
import type { ListState } from './list-state.ts'
import type { DataListProps } from './list-types.ts'

type Exports = NonNullable<DataListProps<unknown>['exports']>
/** `fields`: names in files of the columns that are shown, in their order. */
type Props = { exports: Exports; state: ListState; fields: string[]; error: unknown }

/** A list's files: as they are, or with the columns that are shown or all of them, where a file can have either. */
export function ExportMenu({ exports, state, fields, error }: Props) {
  const { t } = useTranslation('ui')
  const denied = denialOf(error, t, useExplainRefusal())
  if (denied) return <DeniedButton denied={denied}>{t('list.export')}</DeniedButton>
  const shaped = fields.length > 0 && exports.some(({ takesColumns }) => takesColumns)
  return (
    <Menu>
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={15} aria-hidden />}>
          {t('list.export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {shaped && (
          <>
            <Menu.Label>{t('list.theseColumns')}</Menu.Label>
            <Files exports={exports} query={{ ...state.query, columns: fields }} about={t('list.theseColumns')} />
            <Menu.Label>{t('list.allColumns')}</Menu.Label>
          </>
        )}
        <Files exports={exports} query={state.query} {...(shaped && { about: t('list.allColumns') })} />
        <LaterText hrefs={addressesOf(exports, state.query)} />
      </Menu.Dropdown>
    </Menu>
  )
}

function addressesOf(exports: Exports, query: ListState['query']): string[] {
  return exports.flatMap((one) => (one.denied ? [] : addressOf(one, query)))
}

const addressOf = ({ href, whole }: Exports[number], query: ListState['query']) =>
  whole ? href : stringify(href, query)

/** At once, and in the background where that can be. */
function Files({ exports, query, about }: { exports: Exports; query: ListState['query']; about?: string }) {
  return (
    <>
      {exports.map((one) =>
        one.denied ? (
          <DeniedItem key={one.href} label={one.label} denied={one.denied} />
        ) : (
          <Menu.Item
            key={one.href}
            component="a"
            href={addressOf(one, query)}
            download
            {...(about && { 'aria-label': `${one.label}, ${about}` })}
          >
            {one.label}
          </Menu.Item>
        ),
      )}
      <LaterFiles hrefs={addressesOf(exports, query)} about={about} />
    </>
  )
}
