import { Menu, Text, UnstyledButton } from '@mantine/core'
import {
  IconBuildingStore,
  IconChevronDown,
  IconHeadset,
  IconSettings,
  IconShieldHalf,
  IconUserShield,
} from '@tabler/icons-react'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { type Me, useMe } from '../api/me.ts'
import { linkTo } from '../ui/links.tsx'
import { tk } from '../ui/message-key.ts'
import { useContextHere } from './place.ts'
import classes from './Shell.module.css'

type Choice = { key: string; label: string; hint: string; href: string; icon: typeof IconSettings }

/** Every hat this reader has: vendor, partners, access at a customer. */
function useChoices(me: Me): Choice[] {
  const { t } = useTranslation('shell')
  const choices: Choice[] = []
  if (me.staffRole) {
    choices.push({
      key: 'vendor',
      label: me.vendor.name,
      hint: t('context.vendor'),
      href: '/vendor',
      icon: IconShieldHalf,
    })
  }
  for (const { partnerId, partnerName, role, sponsors } of me.memberships) {
    choices.push({
      key: partnerId,
      label: partnerName,
      hint: t(role ? tk('context.role.', role) : sponsors ? 'context.sponsors' : 'context.partner'),
      href: `/partner/${partnerId}`,
      icon: IconBuildingStore,
    })
  }
  for (const { partnerId, partnerName } of me.acting) {
    choices.push({
      key: partnerId,
      label: partnerName,
      hint: t('context.acting'),
      href: `/partner/${partnerId}`,
      icon: IconHeadset,
    })
  }
  for (const { customerId, customerName, partnerName } of me.sponsored) {
    const label = t('context.access', { customer: customerName })
    choices.push({
      key: customerId,
      label,
      hint: t('context.through', { partner: partnerName }),
      href: `/access?customer=${customerId}`,
      icon: IconUserShield,
    })
  }
  if (choices.length === 0 || me.sponsored.length === 0) {
    choices.push({
      key: 'account',
      label: t('nav.account'),
      hint: t('context.account'),
      href: '/account',
      icon: IconSettings,
    })
  }
  return choices
}

export function ContextSwitch() {
  const { t } = useTranslation('shell')
  const me = useMe()
  const choices = useChoices(me)
  const here = useContextHere()
  const customer = useLocation({ select: ({ search }) => (search as { customer?: string }).customer })
  const navigate = useNavigate()
  const key =
    here.kind === 'vendor'
      ? 'vendor'
      : here.kind === 'partner'
        ? here.partnerId
        : (customer ?? me.sponsored[0]?.customerId ?? 'account')
  const present = choices.find((choice) => choice.key === key) ?? choices[0]
  if (!present) return null
  return (
    <Menu position="bottom-start" width={280} disabled={choices.length < 2}>
      <Menu.Target>
        <UnstyledButton className={classes.context} aria-label={t('context.label', { present: present.label })}>
          <Text size="sm" fw={600} truncate component="span">
            {present.label}
          </Text>
          {choices.length > 1 && <IconChevronDown size={14} aria-hidden />}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map(({ key: choice, label, hint, href, icon: Picture }) => (
          <Menu.Item
            key={choice}
            leftSection={<Picture size={17} stroke={1.6} aria-hidden />}
            aria-current={choice === key ? 'true' : undefined}
            onClick={() => void navigate(linkTo(href))}
          >
            <Text size="sm" fw={choice === key ? 600 : 400}>
              {label}
            </Text>
            <Text size="xs" c="dimmed">
              {hint}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
