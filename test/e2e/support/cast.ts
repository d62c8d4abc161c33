/** Who and what the story is about. */

const password = 'correct-lantern-orbit-42'
const otherPassword = 'seven-quiet-harbours-17'
export const vendorsAdministrator = { firstName: 'Vera', lastName: 'Vendor', email: 'vera@vendor.example', password }
export const employee = { firstName: 'Otto', lastName: 'Orbit', email: 'otto@orbit.example', password: otherPassword }
export const person = { firstName: 'Ana', lastName: 'Ruiz Peña', email: 'ana@acme.example', password }
export const companyName = 'Acme Foods'
export const partnerName = 'Orbit Networks'
export const contractNumber = 'GOLD-2026-001'
export const entitlements = [
  { id: 'software.download', en: 'Software download', es: 'Descarga de software' },
  { id: 'support.cases', en: 'Support cases', es: 'Casos de soporte' },
]
