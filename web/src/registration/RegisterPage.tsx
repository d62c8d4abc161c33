import { Alert, Anchor, Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useMe, useVendor } from '../api/me.ts'
import { PageLink } from '../ui/links.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { StepProgress } from '../ui/StepProgress.tsx'
import { ChoiceStep } from './ChoiceStep.tsx'
import { DetailsStep } from './DetailsStep.tsx'
import { Outcome } from './DoneStep.tsx'
import { InformationStep } from './InformationStep.tsx'
import { NumberStep } from './NumberStep.tsx'
import classes from './registration.module.css'
import { SentStep } from './SentStep.tsx'
import { HelpLine, HelpLink, StepFrame } from './StepFrame.tsx'
import { type Registration, useRegistration } from './use-registration.ts'

/** The registration in six steps (R10), resumable in the same browser. */
export default function RegisterPage() {
  const { t } = useTranslation('registration')
  const vendor = useVendor()
  const registration = useRegistration()
  const { step, steps, answers } = registration
  const begun = step !== 'done' && step !== 'sent' && Boolean(answers.firstName || answers.email || answers.kind)
  return (
    <div className={classes.column}>
      <PageHeader
        title={t('register.title')}
        text={t('register.text', { vendor: vendor.name })}
        actions={<HelpLink />}
      />
      <SignedIn />
      <StepProgress steps={steps.map((name) => t(tk('steps.', name)))} current={steps.indexOf(step)} />
      <PresentStep key={registration.round} registration={registration} />
      {begun && (
        <Group mt="lg">
          <Anchor component="button" type="button" size="sm" onClick={registration.startOver}>
            {t('startOver')}
          </Anchor>
        </Group>
      )}
      <HelpLine />
    </div>
  )
}

function PresentStep({ registration }: { registration: Registration }) {
  const { t } = useTranslation('registration')
  const { step, handle, confirmed } = registration
  switch (step) {
    case 'information':
      return <InformationStep registration={registration} />
    case 'choice':
      return <ChoiceStep registration={registration} />
    case 'number':
      return <NumberStep registration={registration} />
    case 'details':
      return <DetailsStep registration={registration} />
    case 'sent':
      return handle && <SentStep registration={registration} handle={handle} />
    case 'done':
      return (
        confirmed && (
          <StepFrame title={t('steps.done')}>
            <Outcome confirmed={confirmed} />
          </StepFrame>
        )
      )
  }
}

/** R9: who has an account adds to it, and makes no second one. */
function SignedIn() {
  const { t } = useTranslation('registration')
  const { account } = useMe()
  if (!account) return null
  return (
    <Alert color="blue" mb="lg" title={t('signedIn.title', { name: `${account.firstName} ${account.lastName}` })}>
      {t('signedIn.text')}{' '}
      <PageLink href="/access/add" inherit>
        {t('signedIn.add')}
      </PageLink>
    </Alert>
  )
}
