import { Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useVendor } from '../api/me.ts'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import classes from './welcome.module.css'

const registering = ['where', 'both', 'refused', 'mail', 'verify', 'another']
const access = ['what', 'stopped', 'left']
const partners = ['become', 'contracts', 'lost']

export default function QuestionsPage() {
  const { t } = useTranslation('welcome')
  const { helpEmail } = useVendor()
  return (
    <>
      <PageHeader title={t('questions.title')} text={t('questions.lead', { contact: helpEmail })} />
      <Questions title={t('questions.registering')} ids={registering} />
      <Questions title={t('questions.access')} ids={access} />
      <Questions title={t('questions.partners')} ids={partners} />
    </>
  )
}

/** Open at a glance and found by the browser's own search, hence `details`. */
function Questions({ title, ids }: { title: string; ids: string[] }) {
  const { t } = useTranslation('welcome')
  const vendor = { vendor: useVendor().name }
  return (
    <section className={classes.section}>
      <Title order={2}>{title}</Title>
      <div className={classes.questions}>
        {ids.map((id) => (
          <details key={id} id={id}>
            <summary>{t(tk('questions.list.', `${id}.q`), vendor)}</summary>
            <p>{t(tk('questions.list.', `${id}.a`), vendor)}</p>
          </details>
        ))}
      </div>
    </section>
  )
}
