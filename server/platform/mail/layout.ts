import { readFileSync } from 'node:fs'
import { escapeMarkup } from '../escape.ts'

/*
 * The layout is written in MJML (layout.mjml) and compiled beforehand (`npm run mail:layout`): the compiler takes 96 MB of
 * memory and a second to load, which is no way to send a mail. layout.html holds one piece a kind of block, between comments.
 */

type Piece =
  | 'top'
  | 'heading'
  | 'paragraph'
  | 'code'
  | 'button'
  | 'address'
  | 'facts'
  | 'list'
  | 'quote'
  | 'note'
  | 'bottom'

let pieces: Map<string, string> | undefined

/** One piece with its `[[names]]` filled in; values are escaped, except those given as `Html`. */
export function piece(name: Piece, values: Record<string, string | Html>): string {
  pieces ??= readPieces()
  const html = pieces.get(name)
  if (html === undefined) throw new Error(`The mail layout has no piece ${name}`)
  return html.replace(/\[\[(\w+)\]\]/g, (_, key: string) => {
    const value = values[key]
    if (value === undefined) throw new Error(`The mail layout's piece ${name} needs ${key}`)
    return typeof value === 'string' ? escapeMarkup(value) : value.html
  })
}

/** Markup of our own, to be inserted as it is. */
export type Html = { html: string }

function readPieces(): Map<string, string> {
  const text = readFileSync(new URL('layout.html', import.meta.url), 'utf8')
  const [top = '', ...rest] = text.split(/<!-- part:(\w+) -->\n/)
  const found = new Map([['top', top]])
  for (let i = 0; i < rest.length; i += 2) found.set(rest[i] ?? '', rest[i + 1] ?? '')
  return found
}
