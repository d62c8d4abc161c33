import { Anchor, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useVendor } from '../api/me.ts'
import { PageLink } from '../ui/links.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { Definition, Definitions } from './Definitions.tsx'
import classes from './welcome.module.css'

const topics = ['key', 'contract', 'administrator', 'technical']

/** R12: the help contact, and whom to ask what. */
export default function HelpPage() {
  const { t } = useTranslation('welcome')
  const { name, helpEmail, helpPhone } = useVendor()
  return (
    <>
      <PageHeader title={t('help.title')} text={t('help.lead')} />
      <dl className={classes.contacts}>
        <div>
          <dt>{t('help.write')}</dt>
          <dd>
            <Anchor href={`mailto:${helpEmail}`}>{helpEmail}</Anchor>
          </dd>
        </div>
        {helpPhone && (
          <div>
            <dt>{t('help.call')}</dt>
            <dd>
              <Anchor href={`tel:${helpPhone.replace(/[^+\d]/g, '')}`}>{helpPhone}</Anchor>
            </dd>
          </div>
        )}
      </dl>
      <Definitions title={t('help.whom')}>
        {topics.map((topic) => (
          <Definition key={topic} term={t(tk('help.who.', `${topic}.term`))}>
            {t(tk('help.who.', `${topic}.text`), { vendor: name })}
          </Definition>
        ))}
      </Definitions>
      <Text size="sm" c="dimmed" mt="xl">
        {t('help.read')}{' '}
        <PageLink href="/questions" inherit>
          {t('questions.title')}
        </PageLink>
        {' · '}
        <PageLink href="/rules" inherit>
          {t('rules.title')}
        </PageLink>
      </Text>
    </>
  )
}
