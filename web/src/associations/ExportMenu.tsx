import { Button, Menu } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { tk } from '../ui/message-key.ts'

/** Files to download, named by their texts under `file`. */
export function ExportMenu({
  files,
}: {
  files: { name: 'list_csv' | 'list_xlsx' | 'matrix_csv' | 'matrix_xlsx' | 'csv' | 'xlsx'; href: string }[]
}) {
  const { t } = useTranslation('associations')
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" size="xs" leftSection={<IconDownload size={14} aria-hidden />}>
          {t('file.act')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {files.map(({ name, href }) => (
          <Menu.Item key={name} component="a" href={href} download>
            {t(tk('file.', name))}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
