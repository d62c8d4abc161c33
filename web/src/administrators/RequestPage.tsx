import { Alert, Grid, Stack } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { usePathParam } from '../app/place.ts'
import { useExplainStaff } from '../reach/asking.ts'
import { ActButton } from '../ui/ActButton.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { useAgentDenial } from '../vendor/may.ts'
import { DecideDialogs } from './DecideDialogs.tsx'
import { EvidenceTable, NotNamed } from './EvidenceTable.tsx'
import { PartnerChoice } from './PartnerChoice.tsx'
import { RequestState } from './RequestState.tsx'
import type { Evidence } from './request.ts'
import { Statement } from './Statement.tsx'

/** The applicant's statement beside the vendor's records, and the decision. */
export default function RequestPage() {
  const requestId = usePathParam('requestId')
  const [partnerId, setPartnerId] = useState<string | null>(null)
  const request = useRead('/api/v1/vendor/administrator-requests/{requestId}', {
    params: { path: { requestId }, query: partnerId ? { partnerId } : {} },
  })
  // While another partner is being judged, the page keeps standing.
  const [shown, setShown] = useState<Evidence | null>(null)
  if (request.data && request.data !== shown) setShown(request.data)
  if (request.error) return <ErrorState error={request.error} retry={() => void request.refetch()} />
  const evidence = request.data ?? shown
  return evidence ? <Shown evidence={evidence} choose={setPartnerId} /> : <LoadingState />
}

function Shown({ evidence, choose }: { evidence: Evidence; choose: (partnerId: string) => void }) {
  const { t } = useTranslation('administrators')
  const denied = useAgentDenial('decide_requests')
  const explain = useExplainStaff()
  const [deciding, setDeciding] = useState<'approve' | 'decline' | null>(null)
  const judged = evidence.candidates.find(({ partnerId }) => partnerId === evidence.judgedPartnerId)
  const approvable = judged?.qualified
    ? undefined
    : {
        missing: judged ? t(tk('qualification.', judged.qualification)) : t('decide.noPartner'),
        grantedBy: t('decide.grantedBy'),
        explain: judged && explain('decide_requests', judged.partnerId),
      }
  return (
    <>
      <PageHeader
        title={`${evidence.firstName} ${evidence.lastName}`}
        aside={<RequestState state={evidence.state} />}
        text={evidence.companyName}
        actions={
          evidence.state === 'pending' && (
            <>
              <ActButton variant="default" denied={denied} onClick={() => setDeciding('decline')}>
                {t('decide.decline')}
              </ActButton>
              <ActButton denied={denied ?? approvable} onClick={() => setDeciding('approve')}>
                {t('decide.approve')}
              </ActButton>
            </>
          )
        }
      />
      {evidence.decidedByName && (
        <Alert
          color={evidence.state === 'approved' ? 'green' : 'orange'}
          mb="md"
          title={t(tk('state.', evidence.state))}
        >
          {t('decide.by', { who: evidence.decidedByName, partner: evidence.decidedPartner?.name ?? '—' })}
          {evidence.reason && <div>{evidence.reason}</div>}
        </Alert>
      )}
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Statement evidence={evidence} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Stack gap="md">
            <PartnerChoice evidence={evidence} choose={choose} />
            <EvidenceTable evidence={evidence} />
            <NotNamed evidence={evidence} partnerName={judged?.name} />
          </Stack>
        </Grid.Col>
      </Grid>
      <DecideDialogs evidence={evidence} partner={judged} deciding={deciding} onClose={() => setDeciding(null)} />
    </>
  )
}
