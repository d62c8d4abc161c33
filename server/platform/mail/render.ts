import type { Catalogue } from '../catalogue.ts'
import { escapeMarkup } from '../escape.ts'
import { piece } from './layout.ts'
import type { Block, MailTemplate } from './template.ts'

/** Who writes: the same on every message. */
export type Letterhead = {
  name: string
  /** #rrggbb */
  colour: string
  helpEmail: string
  helpPhone: string | null
}

export type RenderedMail = { subject: string; html: string; text: string }

type Request = {
  catalogue: Catalogue
  template: MailTemplate
  name: string
  language: string
  params: Record<string, unknown>
  to: string
  letterhead: Letterhead
}

/** One rendered block: its HTML and its plain text. */
type Part = { html: string; text: string }

/** The subject needs no letterhead, so that it can be written down when the message is queued. */
export function renderSubject({ catalogue, name, language, params }: Omit<Request, 'letterhead' | 'template' | 'to'>) {
  return catalogue.text(language, `${name}.subject`, params).replace(/\s+/g, ' ').trim()
}

/**
 * The whole message in the person's language, as HTML and as plain text with the same content.
 * @throws Error when a text or a value is missing.
 */
export function renderMail(request: Request): RenderedMail {
  const { catalogue, template, name, params, to, letterhead } = request
  const language = catalogue.resolve(request.language)
  const { name: vendor, helpEmail, helpPhone } = letterhead
  const values = { ...params, vendor, helpEmail, helpPhone, recipient: to }
  const text = (key: string) => catalogue.text(language, key, values)
  const subject = renderSubject(request)
  const heading = text(`${name}.heading`)
  const parts: Part[] = [{ html: piece('heading', { text: heading }), text: heading.toUpperCase() }]
  if ('firstName' in params) parts.push(paragraphPart('paragraph', text('layout.greeting')))
  const own = renderBlocks(template.blocks, {
    params,
    text,
    name,
    colour: letterhead.colour,
  })
  parts.push(...own)
  const help = text(letterhead.helpPhone ? 'layout.help_with_phone' : 'layout.help')
  const reason = text('layout.reason')
  const colour = letterhead.colour
  const preview = own[0]?.text ?? heading
  return {
    subject,
    html: [
      piece('top', { language, subject, preview, sender: letterhead.name, colour }),
      ...parts.map((part) => part.html),
      piece('bottom', { help, reason }),
    ].join(''),
    text: `${[letterhead.name, ...parts.map((part) => part.text), `-- \n${wrap(help)}\n\n${wrap(reason)}`].join('\n\n')}\n`,
  }
}

type Context = {
  params: Record<string, unknown>
  text: (key: string) => string
  name: string
  colour: string
}

function renderBlocks(blocks: Block<string>[], context: Context): Part[] {
  return blocks.flatMap((block) => renderBlock(block, context))
}

function renderBlock(block: Block<string>, context: Context): Part[] {
  const { params, text, name } = context
  const value = (param: string) => String(params[param] ?? '')
  switch (block.kind) {
    case 'paragraph':
    case 'note':
      return [paragraphPart(block.kind, text(`${name}.${block.key}`))]
    case 'code':
      return [{ html: piece('code', { text: value(block.param) }), text: `    ${value(block.param)}` }]
    case 'button':
      return [buttonPart(text(`${name}.${block.key}`), value(block.link), context)]
    case 'facts':
      return [factsPart(block.params.map((param) => [text(`facts.${param}`), value(param)]))]
    case 'list': {
      const items = (params[block.param] as unknown[]).map(String)
      const html = items.map((item) => `<li>${escapeMarkup(item)}</li>`).join('')
      return [{ html: piece('list', { items: { html } }), text: items.map((item) => `  - ${item}`).join('\n') }]
    }
    case 'quote': {
      const lines = value(block.param).split(/\r?\n/)
      return [{ html: piece('quote', { text: value(block.param) }), text: lines.map((line) => `> ${line}`).join('\n') }]
    }
    case 'when': {
      const given = params[block.param]
      const there = Array.isArray(given) ? given.length > 0 : Boolean(given)
      return there ? renderBlocks(block.blocks, context) : []
    }
  }
}

function paragraphPart(kind: 'paragraph' | 'note', text: string): Part {
  return { html: piece(kind, { text }), text: wrap(text) }
}

function buttonPart(label: string, link: string, { text, colour }: Context): Part {
  const onColour = readableOn(colour)
  const html = piece('button', { text: label, link, colour, onColour })
  return { html: html + piece('address', { text: text('layout.address'), link }), text: `${label}:\n${link}` }
}

function factsPart(rows: [string, string][]): Part {
  const cells = rows.map(
    ([label, value]) =>
      `<tr><th scope="row" style="font-weight:400;text-align:left;vertical-align:top;color:#52606d;padding:3px 16px 3px 0">${escapeMarkup(label)}</th>` +
      `<td style="font-weight:600;text-align:left;vertical-align:top;padding:3px 0">${escapeMarkup(value)}</td></tr>`,
  )
  return {
    html: piece('facts', { rows: { html: cells.join('') } }),
    text: rows.map(([label, value]) => `${label}: ${value}`).join('\n'),
  }
}

/** Black or white, whichever is easier to read on the colour (WCAG's relative luminance). */
export function readableOn(colour: string): '#ffffff' | '#111111' {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? '#111111' : '#ffffff'
}

/** Lines of at most 76 characters; a longer word (an address) keeps a line of its own. */
function wrap(text: string): string {
  const lines: string[] = []
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1)
    if (line !== undefined && line.length + 1 + word.length <= 76) lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines.join('\n')
}
