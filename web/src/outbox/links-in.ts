export type Piece = { key: string; text: string; href?: string }

/** Plain text cut into pieces, with the addresses in it as links. */
export function linksIn(text: string): Piece[] {
  let at = 0
  const pieces: Piece[] = []
  for (const match of text.matchAll(/https?:\/\/[^\s<>"]+[^\s<>".,;:)]/g)) {
    if (match.index > at) pieces.push({ key: `${at}`, text: text.slice(at, match.index) })
    pieces.push({ key: `${match.index}`, text: match[0], href: match[0] })
    at = match.index + match[0].length
  }
  if (at < text.length) pieces.push({ key: `${at}`, text: text.slice(at) })
  return pieces
}
