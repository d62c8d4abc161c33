/** The API's types, generated once, in the client that scripts use as well. */
export type { components, paths } from '@partnergate/client'
