import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { IconCircleCheck, IconUserSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../api/hooks.ts'
import { useAccount } from '../api/me.ts'
import type { components } from '../api/schema.ts'
import { Form } from '../ui/Form.tsx'
import { LinkButton } from '../ui/links.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { StepProgress } from '../ui/StepProgress.tsx'
import { useProblemForm } from '../ui/use-problem-form.ts'
import { AdditionalFields, useAdditionalValidation } from './AdditionalFields.tsx'
import { CodeFields, type Codes, useCodeValidation } from './CodeFields.tsx'
import { Opened, ToBeVerified } from './Opened.tsx'
import classes from './registration.module.css'
import { HelpLine, HelpLink, StepFrame } from './StepFrame.tsx'
import type { Opened as OpenedFacts } from './use-registration.ts'

type Added = components['schemas']['SponsorshipAdded']

/** A signed-in person adds a sponsorship to the account they have (R9), in two steps. */
export default function AddSponsorshipPage() {
  const { t } = useTranslation('registration')
  const [codes, setCodes] = useState<Codes>({ registrationNumber: '', verificationKey: '' })
  const [opened, setOpened] = useState<OpenedFacts | null>(null)
  const [added, setAdded] = useState<Added | null>(null)
  const steps = [t('steps.number'), t('steps.details')]
  const another = () => {
    setAdded(null)
    setOpened(null)
    setCodes({ registrationNumber: '', verificationKey: '' })
  }
  if (added) return <AddedPage added={added} another={another} />
  return (
    <div className={classes.column}>
      <PageHeader title={t('add.title')} text={t('add.text')} actions={<HelpLink />} />
      <StepProgress steps={steps} current={opened ? 1 : 0} />
      {opened ? (
        <Details codes={codes} opened={opened} back={() => setOpened(null)} done={setAdded} />
      ) : (
        <Numbers codes={codes} keep={setCodes} done={setOpened} />
      )}
      <HelpLine />
    </div>
  )
}

type NumbersProps = { codes: Codes; keep: (codes: Codes) => void; done: (opened: OpenedFacts) => void }

function Numbers({ codes, keep, done }: NumbersProps) {
  const { t } = useTranslation('registration')
  const { email } = useAccount()
  const check = useWrite('post', '/api/v1/registration/check', { quiet: true })
  const form = useProblemForm<Codes>({
    initialValues: codes,
    validate: useCodeValidation(),
    onValuesChange: keep,
    submit: async (values) => done(await check.mutateAsync({ body: { ...values, email } })),
  })
  return (
    <StepFrame title={t('steps.number')} text={t('number.text')}>
      <Form form={form} submit={t('next')}>
        <CodeFields form={form} />
      </Form>
    </StepFrame>
  )
}

type DetailsProps = { codes: Codes; opened: OpenedFacts; back: () => void; done: (added: Added) => void }

function Details({ codes, opened, back, done }: DetailsProps) {
  const { t } = useTranslation('registration')
  const { email } = useAccount()
  const add = useWrite('post', '/api/v1/registration/sponsorships', { quiet: true })
  const form = useProblemForm({
    initialValues: { jobTitle: '', phone: '', site: '', country: '', employedStatement: false, termsAccepted: false },
    validate: useAdditionalValidation(),
    submit: async (values) => done(await add.mutateAsync({ body: { ...codes, ...values } as never })),
  })
  return (
    <StepFrame title={t('steps.details')} text={t('details.text')}>
      <Opened {...opened} />
      {opened.domainFits === false && <ToBeVerified email={email} partnerName={opened.partnerName} />}
      <Form
        form={form}
        submit={t('add.submit')}
        guarded
        secondary={
          <Button variant="default" onClick={back}>
            {t('back')}
          </Button>
        }
      >
        <AdditionalFields field={form.field} companyName={opened.companyName} />
      </Form>
    </StepFrame>
  )
}

function AddedPage({ added, another }: { added: Added; another: () => void }) {
  const { t } = useTranslation('registration')
  const checked = added.state === 'to_be_verified'
  return (
    <div className={classes.column}>
      <PageHeader title={t('add.title')} />
      <Stack gap="md">
        <Alert
          role="status"
          color={checked ? 'orange' : 'green'}
          icon={checked ? <IconUserSearch size={18} aria-hidden /> : <IconCircleCheck size={18} aria-hidden />}
          title={checked ? t('done.toBeVerified') : t('add.done')}
        >
          <Text size="sm">
            {checked
              ? t('done.toBeVerifiedText', { partner: added.partnerName })
              : t('add.doneText', { company: added.companyName, partner: added.partnerName })}
          </Text>
        </Alert>
        <Group gap="xs">
          <LinkButton href="/access">{t('add.toAccess')}</LinkButton>
          <Button variant="default" onClick={another}>
            {t('add.another')}
          </Button>
        </Group>
      </Stack>
      <HelpLine />
    </div>
  )
}
