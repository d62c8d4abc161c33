import { Group, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useVendor } from '../api/me.ts'
import { LinkButton, PageLink } from '../ui/links.tsx'
import { usePageTitle } from '../ui/page-title.ts'
import classes from './welcome.module.css'

/** What this programme is, and where each kind of reader begins. */
export default function HomePage() {
  const { t } = useTranslation('welcome')
  const { name } = useVendor()
  usePageTitle(t('home.title'))
  const vendor = { vendor: name }
  return (
    <>
      <div className={classes.hero}>
        <Title order={1} className={classes.heading}>
          {t('home.heading')}
        </Title>
        <Text size="lg" c="dimmed" maw="44rem">
          {t('home.lead', vendor)}
        </Text>
        <Group gap="sm" mt="lg">
          <LinkButton href="/register" size="md">
            {t('home.register')}
          </LinkButton>
          <LinkButton href="/sign-in" size="md" variant="default">
            {t('home.signIn')}
          </LinkButton>
        </Group>
      </div>
      <div className={classes.ways}>
        <Way
          title={t('home.customers.title')}
          text={t('home.customers.text')}
          steps={[
            t('home.customers.number'),
            t('home.customers.address'),
            t('home.customers.confirm'),
            t('home.customers.manage'),
          ]}
          act={{ label: t('home.customers.act'), href: '/register' }}
        />
        <Way
          title={t('home.partners.title')}
          text={t('home.partners.text')}
          steps={[
            t('home.partners.register'),
            t('home.partners.request'),
            t('home.partners.decision', vendor),
            t('home.partners.sponsor'),
          ]}
          act={{ label: t('home.partners.act'), href: '/register' }}
        />
      </div>
      <section className={classes.known}>
        <div>
          <Title order={2}>{t('home.known.title')}</Title>
          <Text size="sm" c="dimmed" mt={4}>
            {t('home.known.text')}
          </Text>
        </div>
        <LinkButton href="/sign-in" variant="default">
          {t('home.known.act')}
        </LinkButton>
      </section>
      <Text size="sm" c="dimmed" mt="xl">
        {t('home.more')}{' '}
        <PageLink href="/rules" inherit>
          {t('rules.title')}
        </PageLink>
      </Text>
    </>
  )
}

type WayProps = { title: string; text: string; steps: string[]; act: { label: string; href: string } }

function Way({ title, text, steps, act }: WayProps) {
  return (
    <section className={classes.way}>
      <Title order={2}>{title}</Title>
      <Text size="sm" c="dimmed" mt={6}>
        {text}
      </Text>
      <ol className={classes.steps}>
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <PageLink href={act.href} size="sm" fw={500}>
        {act.label}
      </PageLink>
    </section>
  )
}
