import { Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccount } from '../api/me.ts'
import { usePreferences } from '../app/use-preferences.ts'
import { MyTeams } from '../team/MyTeams.tsx'
import { LanguageSelect } from '../ui/LanguageSelect.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { EmailForm } from './EmailForm.tsx'
import { PasswordForm } from './PasswordForm.tsx'
import { Sessions } from './Sessions.tsx'

/** Who I am here: name, language, address, password, sessions. */
export default function AccountPage() {
  const { t } = useTranslation(['accounts', 'team'])
  return (
    <>
      <PageHeader title={t('account.title')} text={t('account.text')} />
      <Stack gap="lg" maw={880}>
        <Section title={t('profile.title')}>
          <Profile />
        </Section>
        <Section title={t('team:mine.title')}>
          <MyTeams />
        </Section>
        <Section title={t('email.title')} text={t('email.text')}>
          <EmailForm />
        </Section>
        <Section title={t('password.title')} text={t('password.text')}>
          <PasswordForm />
        </Section>
        <Section title={t('sessions.title')} text={t('sessions.text')}>
          <Sessions />
        </Section>
      </Stack>
    </>
  )
}

function Section({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  const id = useId()
  return (
    <Paper withBorder p={{ base: 'md', sm: 'lg' }} component="section" aria-labelledby={id}>
      <Title order={2} size="h4" id={id} mb={text ? 4 : 'md'}>
        {title}
      </Title>
      {text && (
        <Text size="sm" c="dimmed" mb="md">
          {text}
        </Text>
      )}
      {children}
    </Paper>
  )
}

function Profile() {
  const { t } = useTranslation('accounts')
  const account = useAccount()
  const { languages, language, chooseLanguage } = usePreferences()
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
      <div>
        <Text size="sm" c="dimmed">
          {t('profile.name')}
        </Text>
        <Text>
          {account.firstName} {account.lastName}
        </Text>
        <Text size="sm" c="dimmed" mt="sm">
          {t('field.email')}
        </Text>
        <Text style={{ overflowWrap: 'anywhere' }}>{account.email}</Text>
      </div>
      <LanguageSelect
        label={t('profile.language')}
        description={t('profile.languageText')}
        languages={languages}
        value={language}
        onChange={(next) => next && void chooseLanguage(next)}
      />
    </SimpleGrid>
  )
}
