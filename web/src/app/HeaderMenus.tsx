import { ActionIcon, Anchor, Menu, Text, Tooltip } from '@mantine/core'
import { IconDeviceLaptop, IconHelp, IconLanguage, IconMoon, IconSun } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useVendor } from '../api/me.ts'
import { useFormat } from '../ui/format.ts'
import { PageLink } from '../ui/links.tsx'
import { tk } from '../ui/message-key.ts'
import { usePreferences } from './use-preferences.ts'

/** The portal in another language, at any step of anything. */
export function LanguageMenu() {
  const { t } = useTranslation('shell')
  const format = useFormat()
  const { languages, language, chooseLanguage } = usePreferences()
  return (
    <Menu>
      <Menu.Target>
        <Tooltip label={t('language')}>
          <ActionIcon size="lg" aria-label={`${t('language')}: ${format.languageName(language)}`}>
            <IconLanguage size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={language} onChange={(next) => void chooseLanguage(next)}>
          {languages.map((code) => (
            <Menu.RadioItem key={code} value={code} lang={code} closeMenuOnClick>
              {nameInItself(code)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  )
}

/** Whoever looks for their language knows it by its own name. */
function nameInItself(code: string): string {
  const name = new Intl.DisplayNames(code, { type: 'language' }).of(code) ?? code
  return name.charAt(0).toLocaleUpperCase(code) + name.slice(1)
}

const schemes = { light: IconSun, dark: IconMoon, auto: IconDeviceLaptop } as const

export function SchemeMenu() {
  const { t } = useTranslation('shell')
  const { colorScheme, chooseColorScheme } = usePreferences()
  const Present = schemes[colorScheme]
  return (
    <Menu>
      <Menu.Target>
        <Tooltip label={t('scheme.label')}>
          <ActionIcon size="lg" aria-label={`${t('scheme.label')}: ${t(tk('scheme.', colorScheme))}`}>
            <Present size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={colorScheme} onChange={(next) => chooseColorScheme(next as keyof typeof schemes)}>
          {(Object.keys(schemes) as (keyof typeof schemes)[]).map((scheme) => (
            <Menu.RadioItem key={scheme} value={scheme} closeMenuOnClick>
              {t(tk('scheme.', scheme))}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  )
}

/** R12: the help contact, wherever the reader is. */
export function HelpMenu() {
  const { t } = useTranslation('shell')
  const { helpEmail, helpPhone } = useVendor()
  return (
    <Menu>
      <Menu.Target>
        <Tooltip label={t('nav.help')}>
          <ActionIcon size="lg" aria-label={t('nav.help')}>
            <IconHelp size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('help.contact')}</Menu.Label>
        <Menu.Item component="a" href={`mailto:${helpEmail}`}>
          {helpEmail}
        </Menu.Item>
        {helpPhone && (
          <Menu.Item component="a" href={`tel:${helpPhone.replace(/[^+\d]/g, '')}`}>
            {helpPhone}
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item component="a" href="/help">
          {t('nav.help')}
        </Menu.Item>
        <Menu.Item component="a" href="/questions">
          {t('nav.questions')}
        </Menu.Item>
        <Menu.Item component="a" href="/rules">
          {t('nav.rules')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

/** The foot of every page: rules, help contact, version. */
export function FootLine({ version }: { version: string }) {
  const { t } = useTranslation('shell')
  const { helpEmail, helpPhone } = useVendor()
  return (
    <>
      <Text size="xs" c="dimmed" component="span">
        {t('help.contact')}:{' '}
        <Anchor href={`mailto:${helpEmail}`} inherit>
          {helpEmail}
        </Anchor>
        {helpPhone && <> · {helpPhone}</>}
      </Text>
      <PageLink href="/rules" size="xs" underline="hover">
        {t('nav.rules')}
      </PageLink>
      <PageLink href="/questions" size="xs" underline="hover">
        {t('nav.questions')}
      </PageLink>
      <PageLink href="/docs" size="xs" underline="hover">
        API
      </PageLink>
      <Text size="xs" c="dimmed" component="span" className="tabular" ml="auto">
        Partnergate {version}
      </Text>
    </>
  )
}
