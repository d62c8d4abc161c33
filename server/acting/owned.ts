import { registerOwned } from '../team/index.ts'
import { endAllOf, listOpenOf } from './queries.ts'

/**
 * Somebody of the vendor's staff who joined the team may have been looking at the partner's pages before; their role hid that. When
 * they leave the team it must not come to light again: it ends with the membership, and nobody takes it over.
 */
registerOwned({
  kind: 'acting',
  list: listOpenOf,
  takes: async () => false,
  handOver: async ({ tx, partner, nameIn, why }, from) => {
    const { partnerId } = partner
    const ended = await endAllOf(tx, partnerId, from.accountId, { name: nameIn('en'), reason: 'left the team' })
    return ended.map((actingId) => ({
      ...{ partnerId, action: 'acting.ended', objectType: 'acting', objectId: actingId, objectLabel: from.name, why },
      detail: { reason: 'left the team' },
    }))
  },
})
