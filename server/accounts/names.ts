import { normalise } from '../platform/normalise.ts'

// Words that no person is called by; one of them is enough.
const groupWords = new Set(
  `account accounts administrator administrador department departamento dept depto equipo grupo group helpdesk hostmaster
  mailbox noreply postmaster servicedesk soporte support team user users usuario usuarios webmaster`.split(/\s+/),
)
// Words that are somebody's name somewhere: refused only when nothing else is said.
const weakGroupWords = new Set(
  `admin all billing company contact empresa help info informatica it mail marketing noc office oficina purchasing sales
  security service servicio sistemas staff system test todos ventas`.split(/\s+/),
)

// RFC 2142 and what companies use beside it.
const roleMailboxes = new Set(
  `abuse accounting accounts admin administracion administrador administration administrator all billing careers compras
  contact contacto contabilidad customerservice departamento equipo everyone facturacion finance ftp hello help helpdesk
  hola hostmaster hr info informacion informatica it itsupport jobs legal mail mailbox marketing networking news noc
  noreply office oficina orders pedidos postmaster press procurement purchasing recepcion reception rrhh sales secretaria
  security service servicedesk servicio sistemas soporte staff support supportteam sysadmin team test todos trouble usenet
  ventas webmaster www`.split(/\s+/),
)

/**
 * Whether first and last name name a department or a shared account instead of a person (R13). Of half a name, which an
 * inviter may leave to its owner, only the words that are nobody's tell.
 */
export function isGroupName(firstName: string, lastName: string): boolean {
  const words = normalise(`${firstName} ${lastName}`)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
  if (words.some((word) => groupWords.has(word))) return true
  if (!firstName.trim() || !lastName.trim()) return false
  return words.every((word) => weakGroupWords.has(word) || /^\p{N}+$/u.test(word))
}

/** Whether a normalised address is a mailbox that several people read: there are no group accounts (R13). */
export function isRoleMailbox(email: string): boolean {
  const local = email.slice(0, email.lastIndexOf('@')).replace(/\+.*$/, '')
  return roleMailboxes.has(local.replace(/[._-]|\d+$/g, ''))
}

/**
 * A personal name has letters, and none of the signs and digits by which people write other things; nor is it a domain name,
 * which a mail program would make a link of.
 */
export function isPersonalName(name: string): boolean {
  return (
    /\p{L}/u.test(name) && !/\p{L}\.\p{Ll}{2,}/u.test(name) && !/[\p{N}\p{C}@<>{}[\]\\/|:;"=+*?!#$%^&_~]/u.test(name)
  )
}
