import { IconBan, IconPlayerPlay, IconTrash, IconUserCog } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BulkAct, RowAct } from '../ui/list/list-types.ts'
import { MemberActDialog } from './MemberActDialog.tsx'
import { useRegisterDenial } from './may.ts'
import { type Acted, type Member, type MemberAct, nameOf, type Role } from './member.ts'

type Chosen = {
  act: MemberAct
  role?: Role | undefined
  people: Acted[]
  name: string
  done?: () => void
}

/** What an administrator does to members, from a list or a page, with the dialog that shows first what it will do. */
export function useMemberActs(partnerId: string) {
  const { t } = useTranslation('team')
  const registering = useRegisterDenial(partnerId)
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const start = (act: MemberAct) => (people: Member[], done: () => void) =>
    setChosen({ act, people, name: people.length === 1 && people[0] ? nameOf(people[0]) : '', done })
  const open = (act: MemberAct, member: Member | (Acted & { firstName: string; lastName: string }), role?: Role) =>
    setChosen({ act, role, people: [member], name: nameOf(member) })
  const bulk: BulkAct<Member>[] = [
    { label: t('act.role'), icon: IconUserCog, run: start('role') },
    { label: t('act.suspend'), icon: IconBan, danger: true, run: start('suspend') },
    { label: t('act.reactivate'), icon: IconPlayerPlay, run: start('reactivate'), denied: registering },
    { label: t('act.remove'), icon: IconTrash, danger: true, run: start('remove') },
  ]
  const rowActs = (member: Member): RowAct<Member>[] => {
    if (member.state === 'removed') return []
    const suspend: RowAct<Member> =
      member.state === 'suspended'
        ? {
            label: t('act.reactivate'),
            icon: IconPlayerPlay,
            run: () => open('reactivate', member),
            denied: registering,
          }
        : { label: t('act.suspend'), icon: IconBan, danger: true, run: () => open('suspend', member) }
    return [
      {
        label: t('act.role'),
        icon: IconUserCog,
        run: () => open('role', member),
        // Whoever has no role yet joins the service by it (R22).
        denied: member.role === null ? registering : undefined,
      },
      suspend,
      {
        label: t(member.own ? 'act.leave' : 'act.remove'),
        icon: IconTrash,
        danger: true,
        run: () => open('remove', member),
      },
    ]
  }
  return {
    bulk,
    rowActs,
    open,
    dialog: chosen && (
      <MemberActDialog
        partnerId={partnerId}
        act={chosen.act}
        {...(chosen.role && { role: chosen.role })}
        people={chosen.people}
        name={chosen.name}
        onClose={() => setChosen(null)}
        onDone={() => chosen.done?.()}
      />
    ),
  }
}
