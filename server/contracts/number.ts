/** One spelling of a contract number: capitals and digits only, so that dashes and spaces make no second contract. */
export function normaliseContractNumber(text: string): string {
  return text
    .normalize('NFKD')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
}
