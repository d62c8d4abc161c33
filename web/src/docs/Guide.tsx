import { Code, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { tk } from '../ui/message-key.ts'
import classes from './docs.module.css'

/** What comes before the operations: how to get a key, and the rules that hold for all. */
export function Guide() {
  const { t } = useTranslation('docs')
  const { origin } = window.location
  const examples: Record<string, string> = {
    key: `export PARTNERGATE_ORIGIN=${origin}
export PARTNERGATE_KEY=pgk_4fK9s2Qa_…

curl -H "Authorization: Bearer $PARTNERGATE_KEY" $PARTNERGATE_ORIGIN/api/v1/key`,
    problems: `HTTP/1.1 403 Forbidden
Content-Type: application/problem+json

{
  "type": "urn:partnergate:problem:scope_missing",
  "title": "This API key does not have the scope for this",
  "status": 403,
  "code": "scope_missing",
  "missing": "scope customers:write",
  "grantedBy": "an administrator of the partner",
  "requestId": "0199a1c4-7e52-7b31-9f1e-3c5d2a6b8e01"
}`,
    lists: `GET /api/v1/partners/{partnerId}/customers?limit=50&q=acme
{ "items": [ … ], "nextCursor": "WyJhY21lIGZvb2RzIiwi…", "total": 120 }

GET /api/v1/partners/{partnerId}/customers?limit=50&q=acme&cursor=WyJhY21lIGZvb2RzIiwi…
{ "items": [ … ], "nextCursor": null }`,
    writes: `curl -X POST … -H "Idempotency-Key: import-2027-01-31-row-17"`,
    limits: `RateLimit-Limit: 600
RateLimit-Remaining: 598
RateLimit-Reset: 42

HTTP/1.1 429 Too Many Requests
Retry-After: 42`,
    client: `import { createPartnergate, everyItem, take } from '@partnergate/client'

const api = createPartnergate({ origin: '${origin}', key: process.env.PARTNERGATE_KEY })
const { partner } = await take(api.GET('/api/v1/key'))
const path = { partnerId: partner.partnerId }
for await (const customer of everyItem((query) =>
  api.GET('/api/v1/partners/{partnerId}/customers', { params: { path, query } }),
))
  console.log(customer.name)`,
    cli: `npx partnergate login ${origin} < key.txt
npx partnergate list customers --search acme --json
npx partnergate explain ana@acme.example software.download`,
  }
  return (
    <div className={classes.guide}>
      {['key', 'lists', 'writes', 'problems', 'limits', 'client', 'cli'].map((part) => (
        <section key={part}>
          <Title order={2} size="h4" mb={4}>
            {t(tk('guide.title.', part))}
          </Title>
          <Text size="sm" mb="xs">
            {t(tk('guide.text.', part))}
          </Text>
          <Code block className={classes.code} tabIndex={0}>
            {examples[part]}
          </Code>
        </section>
      ))}
    </div>
  )
}
