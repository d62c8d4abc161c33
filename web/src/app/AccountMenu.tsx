import { Avatar, Menu, Text, UnstyledButton } from '@mantine/core'
import { IconLogout, IconUser } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { useMe } from '../api/me.ts'
import { notify } from '../ui/notify.tsx'
import classes from './Shell.module.css'

/** Who I am, and the way out. */
export function AccountMenu() {
  const { t } = useTranslation('shell')
  const { account } = useMe()
  const client = useQueryClient()
  const navigate = useNavigate()
  if (!account) return null
  const name = `${account.firstName} ${account.lastName}`
  const signOut = async () => {
    try {
      await api.POST('/api/v1/account/sign-out')
      // Nothing of this person may stay in the browser's memory.
      client.clear()
      await navigate({ to: '/sign-in' })
    } catch (error) {
      notify.problem(error)
    }
  }
  return (
    <Menu width={240}>
      <Menu.Target>
        <UnstyledButton className={classes.account}>
          <Avatar size={28} color="brand">
            {account.firstName.charAt(0)}
            {account.lastName.charAt(0)}
          </Avatar>
          <span className="visually-hidden">{t('account.menu', { name })}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who}>
          <Text size="sm" fw={600} truncate>
            {name}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {account.email}
          </Text>
        </div>
        <Menu.Divider />
        <Menu.Item leftSection={<IconUser size={15} aria-hidden />} onClick={() => void navigate({ to: '/account' })}>
          {t('nav.account')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={15} aria-hidden />} onClick={() => void signOut()}>
          {t('account.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
