import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { components } from '../api/schema.ts'
import { LinkButton } from '../ui/links.tsx'
import { SecretOnce } from '../ui/SecretOnce.tsx'
import { HandOverDialog } from './HandOverDialog.tsx'
import { usePrintLetter } from './print-letter.ts'
import type { Sponsorship } from './sponsorship.ts'

type Props = { partnerId: string; sponsorship: Sponsorship; issued: components['schemas']['IssuedSponsorship'] }

/** Number and key, once and large: copy, print the letter, send. Leaving asks whether the key was kept. */
export function KeyShown({ partnerId, sponsorship, issued }: Props) {
  const { t } = useTranslation('sponsorship')
  const [sending, setSending] = useState(false)
  const { sponsorshipId, registrationNumber, verificationKey } = issued
  const letter = usePrintLetter({ partnerId, sponsorshipId })
  return (
    <>
      <SecretOnce
        values={[
          { label: t('number'), value: registrationNumber },
          { label: t('key'), value: verificationKey, secret: true },
        ]}
        actions={
          <>
            <Button loading={letter.isPending} onClick={() => letter.mutate(verificationKey)}>
              {t('letter.withKey')}
            </Button>
            <Button variant="default" loading={letter.isPending} onClick={() => letter.mutate(undefined)}>
              {t('letter.withoutKey')}
            </Button>
            <Button variant="default" onClick={() => setSending(true)}>
              {t('send.open')}
            </Button>
            <LinkButton variant="subtle" href={`/partner/${partnerId}/sponsorships/${sponsorshipId}`}>
              {t('issue.toSponsorship')}
            </LinkButton>
          </>
        }
      />
      <HandOverDialog
        partnerId={partnerId}
        sponsorship={sponsorship}
        verificationKey={verificationKey}
        opened={sending}
        onClose={() => setSending(false)}
      />
    </>
  )
}
