// A stand-in until `npm run openapi` generates this file from openapi.json.
export interface paths {
  '/api/v1/me': {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: { 200: { headers: { [name: string]: unknown }; content: { 'application/json': components['schemas']['Me'] } } }
    }
    patch: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody: {
        content: { 'application/json': { language: string } }
      }
      responses: { 204: { headers: { [name: string]: unknown }; content?: never } }
    }
  }
  '/api/v1/account/sign-out': {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    post: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: { 204: { headers: { [name: string]: unknown }; content?: never } }
    }
  }
}
export interface components {
  schemas: {
    Me: {
      account: null | {
        accountId: string
        email: string
        firstName: string
        lastName: string
        language: string
      }
      staffRole: null | 'administrator' | 'support_agent' | 'auditor'
      memberships: {
        partnerId: string
        partnerName: string
        role: null | 'super_admin' | 'admin' | 'user'
        sponsors: boolean
      }[]
      sponsored: { partnerId: string; partnerName: string; customerId: string; customerName: string }[]
      vendor: {
        name: string
        colour: string
        logoUrl: string | null
        helpEmail: string
        helpPhone: string | null
        languages: string[]
        defaultLanguage: string
        setUp: boolean
      }
      demo: boolean
      version: string
    }
  }
}
