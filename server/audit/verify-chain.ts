import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'
import { entryHash, searchNorm, vendorChain } from './append.ts'
import { headsRecorded } from './record-heads.ts'

/**
 * What is wrong with a chain, and where.
 * `altered`: content or a column of the entry is not what was hashed. `removed`: entries `seq`…`toSeq` are gone.
 * `moved`: a genuine entry in another's place. `unlinked`: genuine, but not what was appended after its predecessor.
 * `truncated`: the last entries are gone (by the chain's head, or by a head recorded in the vendor's chain).
 * `head`: the chain's head does not belong to its last entry.
 */
export type Finding = {
  kind: 'altered' | 'removed' | 'moved' | 'unlinked' | 'truncated' | 'head'
  /** The chain: a partner, or null for the vendor's. */
  partnerId: string | null
  seq: number
  toSeq: number
  /** What the entry says of itself, if it is still there. */
  action: string | null
  actor: string | null
  at: Date | null
}

export type Progress = { entries: number; findings: number; complete: boolean }
export type Head = { seq: number; hash: string }

type Row = {
  seq: number
  body: string
  prev_hash: string
  hash: string
  at: Date
  account_id: string | null
  actor: string
  action: string
  object_type: string
  object_id: string
  object_label: string
  search_norm: string
}

type Said = Record<
  'chain' | 'seq' | 'at' | 'accountId' | 'actor' | 'action' | 'objectType' | 'objectId' | 'objectLabel',
  unknown
>

const BATCH = 1000

type Walk = {
  secret: string
  chain: string
  report: (finding: Finding) => void
  /** Look at the newest so many only; what is older is taken on trust. */
  newest?: number
  /** A head that was recorded elsewhere at an earlier time. */
  recorded?: Head | undefined
  /** Sees every entry whose hash is right. */
  visit?: (row: Row) => void
}

/**
 * Recomputes one chain in batches, in constant memory, and reports every altered, removed, moved or cut off entry. Entries
 * appended meanwhile do not disturb: what lies up to the head read first can no longer change.
 */
export async function verifyChain(tx: Tx, walk: Walk): Promise<Progress & { head: Head | null }> {
  const { secret, chain, visit, recorded } = walk
  const partnerId = chain === vendorChain ? null : chain
  let findings = 0
  const found = (kind: Finding['kind'], seq: number, toSeq: number, row: Row | null) => {
    findings += 1
    const facts = row ? { action: row.action, actor: row.actor, at: row.at } : { action: null, actor: null, at: null }
    walk.report({ kind, partnerId, seq, toSeq, ...facts })
  }
  const { head, last } = await readHead(tx, chain)
  const lastSeq = Math.max(head?.seq ?? 0, last ?? 0)
  const first = Math.max(0, lastSeq - (walk.newest ?? lastSeq))
  let previous: Head = { seq: first, hash: '' }
  let trusted = first > 0
  let entries = 0
  for (;;) {
    const rows = await readBatch(tx, chain, previous.seq, lastSeq)
    for (const row of rows) {
      entries += 1
      if (row.seq > previous.seq + 1) found('removed', previous.seq + 1, row.seq - 1, null)
      const wrong = judge(row, secret, chain)
      if (wrong) found(wrong, row.seq, row.seq, row)
      else if (!trusted && row.seq === previous.seq + 1 && row.prev_hash !== previous.hash)
        found('unlinked', row.seq, row.seq, row)
      else visit?.(row)
      if (recorded?.seq === row.seq && recorded.hash !== row.hash) found('altered', row.seq, row.seq, row)
      previous = { seq: row.seq, hash: row.hash }
      // What follows a misplaced entry links to the one that belongs there; it is not at fault.
      trusted = wrong === 'moved'
    }
    if (rows.length < BATCH) break
  }
  const expected = Math.max(head?.seq ?? 0, recorded?.seq ?? 0)
  if (previous.seq < expected) found('truncated', previous.seq + 1, expected, null)
  else if (previous.seq > 0 && (head?.seq !== previous.seq || head.hash !== previous.hash))
    found('head', previous.seq, previous.seq, null)
  return { entries, findings, complete: first === 0, head }
}

function judge(row: Row, secret: string, chain: string): 'altered' | 'moved' | null {
  if (entryHash(secret, row.prev_hash, row.body) !== row.hash) return 'altered'
  const said = JSON.parse(row.body) as Said
  if (said.chain !== chain || said.seq !== row.seq) return 'moved'
  const same =
    said.at === row.at.toISOString() &&
    said.accountId === row.account_id &&
    said.actor === row.actor &&
    said.action === row.action &&
    said.objectType === row.object_type &&
    said.objectId === row.object_id &&
    said.objectLabel === row.object_label &&
    searchNorm(row.actor, row.object_label) === row.search_norm
  return same ? null : 'altered'
}

async function readHead(tx: Tx, chain: string): Promise<{ head: Head | null; last: number | null }> {
  // One statement, hence one moment: an entry beyond the head is not one appended meanwhile.
  const { rows } = await sql<{ seq: number | null; hash: string | null; last: number | null }>`
    select c.seq, c.hash, (select max(e.seq) from audit_entry e where e.partner_id = ${chain}) as last
    from (select 1) one left join audit_chain c on c.partner_id = ${chain}`.execute(tx)
  const row = rows[0]
  return {
    head: row && row.seq !== null && row.hash !== null ? { seq: row.seq, hash: row.hash } : null,
    last: row?.last ?? null,
  }
}

async function readBatch(tx: Tx, chain: string, after: number, upTo: number): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select seq, body, prev_hash, hash, at, account_id, actor, action, object_type, object_id, object_label, search_norm
    from audit_entry where partner_id = ${chain} and seq > ${after} and seq <= ${upTo} order by seq limit ${BATCH}`.execute(
    tx,
  )
  return rows
}

/**
 * Verifies every chain, in a transaction that reaches all; the vendor's first, because it holds the heads recorded of the
 * others. `newest` bounds the work over all chains together.
 */
export async function verifyAll(
  tx: Tx,
  secret: string,
  report: (finding: Finding) => void,
  newest = Number.POSITIVE_INFINITY,
): Promise<Progress & { chains: number; vendorHead: Head | null }> {
  const recorded = new Map<string, Head>()
  const total = { entries: 0, findings: 0, complete: true, chains: 0, vendorHead: null as Head | null }
  const walk = async (chain: string, visit?: Walk['visit']) => {
    const left = Math.max(1, newest - total.entries)
    const bound = Number.isFinite(left) ? { newest: left } : {}
    const given = { secret, chain, report, recorded: recorded.get(chain), ...bound, ...(visit && { visit }) }
    const result = await verifyChain(tx, given)
    recorded.delete(chain)
    total.chains += 1
    total.entries += result.entries
    total.findings += result.findings
    total.complete &&= result.complete
    return result
  }
  const vendor = await walk(vendorChain, (row) => {
    if (row.action !== headsRecorded) return
    const { detail } = JSON.parse(row.body) as { detail: { heads?: Record<string, [number, string]> } }
    for (const [chain, [seq, hash]] of Object.entries(detail.heads ?? {})) recorded.set(chain, { seq, hash })
  })
  total.vendorHead = vendor.head
  for (const chain of await listChains(tx)) if (chain !== vendorChain) await walk(chain)
  // Recorded once, and now without head and entries: the whole chain was removed.
  for (const chain of [...recorded.keys()]) await walk(chain)
  return total
}

async function listChains(tx: Tx): Promise<string[]> {
  // Jumps from chain to chain along the primary key instead of reading every entry.
  const { rows } = await sql<{ partner_id: string }>`
    with recursive chain as (
      (select partner_id from audit_entry order by partner_id limit 1)
      union all
      select (select e.partner_id from audit_entry e where e.partner_id > c.partner_id order by e.partner_id limit 1)
      from chain c where c.partner_id is not null
    )
    select partner_id from chain where partner_id is not null union select partner_id from audit_chain order by 1`.execute(
    tx,
  )
  return rows.map((row) => row.partner_id)
}
