/** Words found again and again at the start of passwords that the international list lacks: seasons, days, both languages. */
const FURTHER_WORDS = `
  contraseña clave secreto bienvenido bienvenida hola usuario administrador empresa cliente soporte acceso portal invierno
  primavera verano otoño enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre lunes
  martes miercoles jueves viernes sabado domingo teamo tequiero españa mexico argentina colombia
  january february march april june july august september october november december monday tuesday wednesday thursday
  friday saturday sunday spring summer autumn winter changeme default temporary initial company corporate customer support
  vendor partner partnergate portal access account login signin thisis mypassword passphrase passcode
`
const FURTHER_WORDS_RANK = 30
const SHORTEST_WORD = 4

let loading: Promise<ReadonlyMap<string, number>> | undefined

/**
 * Common passwords with their rank, 1 the most common: some 45,000. Loaded at first use: it takes a tenth of a second
 * and a few megabytes, which a process that never sees a new password need not spend.
 */
export function commonPasswords(): Promise<ReadonlyMap<string, number>> {
  loading ??= load()
  return loading
}

async function load(): Promise<ReadonlyMap<string, number>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common')
  const ranks = new Map<string, number>()
  dictionary['passwords-common'].forEach((word, index) => {
    if (word.length >= SHORTEST_WORD) ranks.set(word, index + 1)
  })
  for (const word of FURTHER_WORDS.trim().split(/\s+/)) {
    const plain = withoutMarks(word)
    ranks.set(plain, Math.min(ranks.get(plain) ?? FURTHER_WORDS_RANK, FURTHER_WORDS_RANK))
  }
  return ranks
}

/** Lower case without accents: how words are compared. */
export function withoutMarks(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
}

/** Words of at least three characters in names, addresses and companies, as an attacker who knows the person would try. */
export function contextWords(context: readonly string[]): string[] {
  const words = new Set<string>()
  for (const phrase of context) {
    const plain = withoutMarks(phrase)
    const parts = plain.split(/[^\p{Letter}\p{Number}]+/u)
    for (const word of [...parts, parts.join('')]) if (word.length >= 3) words.add(word)
  }
  return [...words]
}
