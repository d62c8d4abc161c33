import { Button, Menu, Modal, TextInput } from '@mantine/core'
import { IconBookmark, IconChevronDown, IconDeviceFloppy, IconPencil, IconTrash } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../api/hooks.ts'
import type { components } from '../api/schema.ts'
import { usePartnerId } from '../app/place.ts'
import { parsePlainSearch } from '../app/plain-search.ts'
import { Form } from '../ui/Form.tsx'
import { useShownColumns } from '../ui/list/list-columns.ts'
import type { Column } from '../ui/list/list-types.ts'
import { useProblemForm } from '../ui/use-problem-form.ts'

type View = components['schemas']['SavedView']
type Props<T> = {
  list: View['list']
  /** The list's, by which its columns are remembered. */
  columnsId: string
  columns: Column<T>[]
}

/** Under a name: the search, filters, sort and columns with which somebody wants to see a list again. */
export function SavedViews<T>({ list, columnsId, columns }: Props<T>) {
  const { t } = useTranslation('reports')
  const partnerId = usePartnerId()
  const navigate = useNavigate()
  const { keys, setKeys, reset } = useShownColumns(columnsId, columns)
  /** `new`, or the view that gets another name. */
  const [naming, setNaming] = useState<'new' | View | null>(null)
  const views = useRead('/api/v1/partners/{partnerId}/saved-views', {
    params: { path: { partnerId }, query: { list } },
  })
  const change = useWrite('patch', '/api/v1/partners/{partnerId}/saved-views/{viewId}', { ok: t('views.saved') })
  const remove = useWrite('delete', '/api/v1/partners/{partnerId}/saved-views/{viewId}', { ok: t('views.deleted') })
  const state = () => ({ search: parsePlainSearch(window.location.search), columns: keys })
  const at = ({ viewId }: View) => ({ params: { path: { partnerId, viewId } } })
  const open = ({ state: { search, columns: shown } }: View) => {
    if (shown) setKeys(shown)
    else reset()
    void navigate({ to: '.', search: () => search, replace: false })
  }
  const items = views.data?.items ?? []
  return (
    <>
      <Menu position="bottom-end" width={280}>
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<IconBookmark size={15} aria-hidden />}
            rightSection={<IconChevronDown size={14} aria-hidden />}
          >
            {t('views.title')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {items.length === 0 && <Menu.Label>{t('views.none')}</Menu.Label>}
          {items.map((view) => (
            <Menu.Sub key={view.viewId}>
              <Menu.Sub.Target>
                <Menu.Sub.Item onClick={() => open(view)}>{view.name}</Menu.Sub.Item>
              </Menu.Sub.Target>
              <Menu.Sub.Dropdown>
                <Menu.Item onClick={() => open(view)}>{t('views.open')}</Menu.Item>
                <Menu.Item
                  leftSection={<IconDeviceFloppy size={15} aria-hidden />}
                  onClick={() => change.mutate({ ...at(view), body: { state: state() } })}
                >
                  {t('views.overwrite')}
                </Menu.Item>
                <Menu.Item leftSection={<IconPencil size={15} aria-hidden />} onClick={() => setNaming(view)}>
                  {t('views.rename')}
                </Menu.Item>
                <Menu.Item
                  color="red"
                  leftSection={<IconTrash size={15} aria-hidden />}
                  onClick={() => remove.mutate(at(view))}
                >
                  {t('views.delete')}
                </Menu.Item>
              </Menu.Sub.Dropdown>
            </Menu.Sub>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={() => setNaming('new')}>{t('views.save')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {naming && <NameDialog list={list} state={state()} of={naming} close={() => setNaming(null)} />}
    </>
  )
}

type Naming = { list: View['list']; state: View['state']; of: 'new' | View; close: () => void }

function NameDialog({ list, state, of, close }: Naming) {
  const { t } = useTranslation(['reports', 'ui'])
  const partnerId = usePartnerId()
  const said = { ok: t('views.saved'), quiet: true }
  const create = useWrite('post', '/api/v1/partners/{partnerId}/saved-views', said)
  const rename = useWrite('patch', '/api/v1/partners/{partnerId}/saved-views/{viewId}', said)
  const form = useProblemForm({
    initialValues: { name: of === 'new' ? '' : of.name },
    validate: { name: (value) => (value.trim() ? null : t('views.nameMissing')) },
    submit: async ({ name }) => {
      if (of === 'new') await create.mutateAsync({ params: { path: { partnerId } }, body: { list, name, state } })
      else await rename.mutateAsync({ params: { path: { partnerId, viewId: of.viewId } }, body: { name } })
      close()
    },
  })
  return (
    <Modal opened onClose={close} title={of === 'new' ? t('views.save') : t('views.rename')}>
      <Form
        form={form}
        submit={t('views.saveAct')}
        secondary={
          <Button variant="default" onClick={close}>
            {t('ui:cancel')}
          </Button>
        }
      >
        <TextInput
          label={t('views.name')}
          description={of === 'new' && t('views.nameText')}
          required
          maxLength={80}
          data-autofocus
          {...form.field('name')}
        />
      </Form>
    </Modal>
  )
}
