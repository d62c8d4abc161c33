/** One wrong field of a request: where it is, in words and as a stable code the pages translate. */
export type FieldProblem = { path: string; code: string; message: string }

export type ProblemOptions = {
  detail?: string | undefined
  fields?: FieldProblem[] | undefined
  /** What a signed-in person would need for this to be allowed, and who can give it (R36). */
  missing?: string | undefined
  grantedBy?: string | undefined
  /** Facts the pages put into the translated sentence. */
  params?: Record<string, string | number> | undefined
  retryAfterSeconds?: number | undefined
}

/**
 * A refusal (RFC 9457). Thrown, it rolls the transaction back; *returned* by a handler, what was written is kept and the
 * refusal is still the answer (a counted wrong guess, an audited attempt).
 */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly options: ProblemOptions

  constructor(status: number, code: string, title: string, options: ProblemOptions = {}) {
    super(title)
    this.status = status
    this.code = code
    this.options = options
  }

  body(requestId: string): Record<string, unknown> {
    const { detail, fields, missing, grantedBy, params } = this.options
    return {
      type: `urn:partnergate:problem:${this.code}`,
      title: this.message,
      status: this.status,
      code: this.code,
      ...(detail && { detail }),
      ...(fields && { fields }),
      ...(missing && { missing }),
      ...(grantedBy && { grantedBy }),
      ...(params && { params }),
      requestId,
    }
  }
}

/** A slice's refusals in one table: code → status and public text. `problems.x({…})` makes the one to throw or return. */
export function defineProblems<const T extends Record<string, readonly [number, string]>>(
  table: T,
): { [K in keyof T]: (options?: ProblemOptions) => Problem } {
  return Object.fromEntries(
    Object.entries(table).map(([code, [status, title]]) => [
      code,
      (options?: ProblemOptions) => new Problem(status, code, title, options),
    ]),
  ) as { [K in keyof T]: (options?: ProblemOptions) => Problem }
}

export const problems = defineProblems({
  invalid_request: [400, 'Some of what was sent is not valid'],
  not_json: [415, 'Send the body as application/json'],
  unsupported_type: [415, 'Files of this kind are not taken here'],
  not_signed_in: [401, 'Sign in first'],
  key_mistyped: [401, 'This is not a whole API key: a character is missing, wrong or too many'],
  key_refused: [401, 'This API key opens nothing'],
  key_required: [401, 'Send an API key: Authorization: Bearer pgk_…'],
  licence_required: [401, 'Show a licence: Authorization: DPoP LICENCE, and a proof in the header DPoP'],
  licence_refused: [401, 'This is no licence of this portal'],
  licence_expired: [401, 'This licence has expired: download another licence file and enrol again'],
  licence_revoked: [401, 'This licence was revoked'],
  licence_superseded: [401, 'This licence was replaced by a later one: use that, or enrol again'],
  licence_key_retired: [401, 'This licence was signed by a key that is no longer accepted: enrol again'],
  licence_not_enrolled: [401, 'This is a licence file: enrol with it, and use the licence that you get'],
  proof_required: [401, 'Send a proof of possession in the header DPoP (RFC 9449)'],
  proof_invalid: [401, 'The proof in the header DPoP does not fit this request'],
  proof_stale: [401, 'The proof was not made just now: set the clock'],
  proof_foreign_key: [401, 'The proof was made with another key than the licence is bound to'],
  proof_replayed: [401, 'This proof was shown before: make one for each request'],
  not_for_keys: [403, 'An API key is no person: sign in on the pages for this'],
  scope_missing: [403, 'This API key does not have the scope for this'],
  forbidden: [403, 'You may not do this'],
  acting_reads_only: [403, 'Who acts for a partner looks, and changes nothing'],
  foreign_origin: [403, 'This request did not come from the portal’s own pages'],
  not_found: [404, 'There is nothing here that you can see'],
  conflict: [409, 'This has changed meanwhile'],
  idempotency_key_reused: [422, 'This Idempotency-Key was used with a different request'],
  too_large: [413, 'The body is too large'],
  too_many_requests: [429, 'Too many attempts; wait a little'],
  unavailable: [503, 'The portal cannot do this at the moment; try again shortly'],
  internal: [500, 'Something went wrong on our side'],
})
