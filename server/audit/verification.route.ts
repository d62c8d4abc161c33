import { z } from '@hono/zod-openapi'
import { hashToken } from '../platform/crypto/tokens.ts'
import { defineRoute } from '../platform/http/route.ts'
import { mayReadPartnerAudit } from './policy.ts'
import { partnerNames } from './queries.ts'
import { type Finding, verifyAll, verifyChain } from './verify-chain.ts'

/** A request looks at the newest so many entries; `npm run audit:verify` at all. */
const NEWEST = 200_000
const FINDINGS_SHOWN = 100

const verification = z
  .object({
    checkedAt: z.date(),
    intact: z.boolean(),
    /** False: only the newest entries were recomputed; the command line does all. */
    complete: z.boolean(),
    chains: z.number().int(),
    entries: z.number().int(),
    findingsTotal: z.number().int(),
    findings: z.array(
      z.object({
        kind: z.enum(['altered', 'removed', 'moved', 'unlinked', 'truncated', 'head']),
        partnerId: z.uuid().nullable(),
        partnerName: z.string().nullable(),
        seq: z.number().int(),
        toSeq: z.number().int(),
        action: z.string().nullable(),
        actor: z.string().nullable(),
        at: z.date().nullable(),
      }),
    ),
  })
  .openapi('AuditVerification')

const limits = ({ sessionToken }: { sessionToken: string | null }) => [
  { bucket: `audit-verification/${hashToken(sessionToken ?? '')}`, limit: 30, windowSeconds: 300 },
]

export const vendorAuditVerificationRoute = defineRoute({
  method: 'get',
  path: '/vendor/audit/verification',
  realm: 'vendor',
  tag: 'Audit',
  summary: 'Recompute every chain and name what was altered, removed, moved or cut off',
  answer: verification,
  limits,
  handle: async ({ tx, deps }) => {
    const { findings, report } = collect()
    const result = await verifyAll(tx, deps.config.secret, report, NEWEST)
    const names = await partnerNames(tx, [...new Set(findings.flatMap(({ partnerId }) => partnerId ?? []))])
    return answerOf(result, result.chains, findings, (id) => names.get(id) ?? null)
  },
})

export const partnerAuditVerificationRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/audit/verification',
  realm: 'partner',
  tag: 'Audit',
  summary: 'Recompute this partner’s chain and name what was altered, removed, moved or cut off',
  params: z.object({ partnerId: z.uuid() }),
  answer: verification,
  limits,
  allow: mayReadPartnerAudit,
  handle: async ({ tx, deps, params, principal }) => {
    const { findings, report } = collect()
    const result = await verifyChain(tx, {
      secret: deps.config.secret,
      chain: params.partnerId,
      report,
      newest: NEWEST,
    })
    return answerOf(result, 1, findings, () => principal.partner.name)
  },
})

function collect(): { findings: Finding[]; report: (finding: Finding) => void } {
  const findings: Finding[] = []
  const report = (finding: Finding) => {
    if (findings.length < FINDINGS_SHOWN) findings.push(finding)
  }
  return { findings, report }
}

function answerOf(
  result: { entries: number; findings: number; complete: boolean },
  chains: number,
  findings: Finding[],
  nameOf: (partnerId: string) => string | null,
) {
  return {
    checkedAt: new Date(),
    intact: result.findings === 0,
    complete: result.complete,
    chains,
    entries: result.entries,
    findingsTotal: result.findings,
    findings: findings.map((finding) => ({
      ...finding,
      partnerName: finding.partnerId ? nameOf(finding.partnerId) : null,
    })),
  }
}
