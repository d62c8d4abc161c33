import { describe, expect, it } from 'vitest'
import { problemOf } from './problem.ts'

const answer = (status: number, body: string, headers: Record<string, string>) =>
  problemOf(new Response(body, { status, headers }))

describe('a refusal of the API', () => {
  it('keeps code, fields, what is missing, the request’s number and when to try again', async () => {
    const body = { title: 'No', code: 'seats_taken', detail: 'Full', missing: 'a seat', grantedBy: 'Ana', fields: [] }
    const problem = await answer(429, JSON.stringify(body), {
      'content-type': 'application/problem+json',
      'x-request-id': 'abc',
      'retry-after': '30',
    })
    expect(problem).toMatchObject({ status: 429, ...body, requestId: 'abc', retryAfter: 30 })
  })
  it('is usable when a proxy answered instead', async () => {
    const problem = await answer(502, '<h1>Bad gateway</h1>', { 'content-type': 'text/html' })
    expect(problem).toMatchObject({ status: 502, code: 'http_502', fields: [], retryAfter: undefined })
  })
  it('is usable when the document is broken', async () => {
    expect(await answer(500, '{', { 'content-type': 'application/problem+json' })).toMatchObject({ code: 'http_500' })
  })
})
