/** The product's version, as shown to people and in openapi.json. */
export const version = '0.1.0'
