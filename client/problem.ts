/** One wrong field of a request: `path` in dots (`contacts.0.email`), a message for people, a stable code. */
export type FieldProblem = { path: string; message: string; code: string }

/** What was asked when an operation was refused: its path as the reference writes it, and the values in it. */
export type RefusedRequest = { method: string; path: string; params: Record<string, string> }

type ProblemBody = {
  title?: string
  code?: string
  detail?: string
  fields?: FieldProblem[]
  missing?: string
  grantedBy?: string
  params?: Record<string, string | number>
}

/** A refusal of the API (RFC 9457), thrown by every call; `status` 0 means that no answer came at all. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string | undefined
  readonly fields: FieldProblem[]
  /** R36: what the reader lacks, and who can grant it. */
  readonly missing: string | undefined
  readonly grantedBy: string | undefined
  /** Facts for the translated sentence of the code. */
  readonly params: Record<string, string | number>
  /** Seconds after which another attempt makes sense. */
  readonly retryAfter: number | undefined
  readonly requestId: string | undefined
  readonly request: RefusedRequest | undefined

  constructor(status: number, body: ProblemBody, headers?: Headers, request?: RefusedRequest) {
    super(body.detail ?? body.title ?? `HTTP ${status}`)
    this.status = status
    this.code = body.code ?? (status === 0 ? 'unreachable' : `http_${status}`)
    this.title = body.title ?? ''
    this.detail = body.detail
    this.fields = body.fields ?? []
    this.missing = body.missing
    this.grantedBy = body.grantedBy
    this.params = body.params ?? {}
    const retryAfter = Number(headers?.get('retry-after') ?? Number.NaN)
    this.retryAfter = Number.isFinite(retryAfter) ? retryAfter : undefined
    this.requestId = headers?.get('x-request-id') ?? undefined
    this.request = request
  }
}

/** The problem in an answer that is not a success; an answer that is no problem document still gives a usable one. */
export async function problemOf(response: Response, request?: RefusedRequest): Promise<ApiProblem> {
  const isProblem = response.headers.get('content-type')?.includes('json') ?? false
  const body = isProblem ? ((await response.json().catch(() => ({}))) as ProblemBody) : {}
  return new ApiProblem(response.status, body, response.headers, request)
}
