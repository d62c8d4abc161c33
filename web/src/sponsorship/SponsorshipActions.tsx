import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { ActLink } from '../ui/ActButton.tsx'
import { linkTo } from '../ui/links.tsx'
import { tk } from '../ui/message-key.ts'
import { usePrintLetter } from './print-letter.ts'
import type { Sponsorship } from './sponsorship.ts'

type Props = { sponsorship: Sponsorship; partnerId: string; revoke: () => void; send: () => void }

/** What can be done with a sponsorship in its state. */
export function SponsorshipActions(props: Props) {
  const { state } = props.sponsorship
  if (state === 'revoked') return null
  return state === 'draft' ? <DraftActions {...props} /> : <IssuedActions {...props} />
}

function DraftActions({ sponsorship, partnerId }: Props) {
  const { t } = useTranslation('sponsorship')
  const here = `/partner/${partnerId}/sponsorships/${sponsorship.sponsorshipId}`
  const [first] = sponsorship.problems
  return (
    <>
      <ActLink href={`${here}/edit`} variant="default">
        {t('change.draft')}
      </ActLink>
      <ActLink
        href={`${here}/issue`}
        denied={first && { missing: t(tk('problem.', first.code)), grantedBy: t('detail.grantedBy') }}
      >
        {t('issue.act')}
      </ActLink>
    </>
  )
}

function IssuedActions({ sponsorship, partnerId, revoke, send }: Props) {
  const { t } = useTranslation('sponsorship')
  const navigate = useNavigate()
  const { sponsorshipId } = sponsorship
  const letter = usePrintLetter({ partnerId, sponsorshipId })
  const here = `/partner/${partnerId}/sponsorships/${sponsorshipId}`
  const go = (page: string) => void navigate(linkTo(`${here}/${page}`))
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" loading={letter.isPending} rightSection={<IconChevronDown size={14} aria-hidden />}>
            {t('detail.more')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => letter.mutate(undefined)}>{t('letter.withoutKey')}</Menu.Item>
          <Menu.Item onClick={send}>{t('send.numberOnly')}</Menu.Item>
          <Menu.Item onClick={() => go('replace-key')}>{t('replace.act')}</Menu.Item>
          <Menu.Divider />
          <Menu.Item color="red" onClick={revoke}>
            {t('revoke.act')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ActLink href={`${here}/edit`}>{t('change.act')}</ActLink>
    </>
  )
}
