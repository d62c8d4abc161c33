import { IconBan, IconCheck, IconUserCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BulkAct } from '../ui/list/list-types.ts'
import { ActDialog } from './ActDialog.tsx'
import type { PersonAct, SponsoredPerson } from './person.ts'

type Chosen = { act: PersonAct; people: Pick<SponsoredPerson, 'registrationId'>[]; done?: () => void }

/** Bulk acts on people and the dialog they open: what each would do, then the reason. */
export function usePeopleActs(partnerId: string, offered: PersonAct[] = ['verify', 'disable', 'enable']) {
  const { t } = useTranslation('people')
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const start = (act: PersonAct) => (people: SponsoredPerson[], done: () => void) => setChosen({ act, people, done })
  const all: Record<PersonAct, BulkAct<SponsoredPerson>> = {
    verify: { label: t('act.verify'), icon: IconUserCheck, run: start('verify') },
    refuse: { label: t('act.refuse'), icon: IconBan, danger: true, run: start('refuse') },
    disable: { label: t('act.disable'), icon: IconBan, danger: true, run: start('disable') },
    enable: { label: t('act.enable'), icon: IconCheck, run: start('enable') },
    attest: { label: t('act.attest'), icon: IconUserCheck, run: start('attest') },
    left: { label: t('act.left'), icon: IconBan, danger: true, run: start('left') },
  }
  return {
    bulk: offered.map((act) => all[act]),
    open: (act: PersonAct, person: Pick<SponsoredPerson, 'registrationId'>) => setChosen({ act, people: [person] }),
    dialog: (
      <ActDialog
        partnerId={partnerId}
        act={chosen?.act ?? null}
        registrationIds={chosen?.people.map((person) => person.registrationId) ?? []}
        onClose={() => setChosen(null)}
        onDone={() => chosen?.done?.()}
      />
    ),
  }
}
