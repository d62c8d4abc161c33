import { readFileSync } from 'node:fs'

/** What every document of ours shares: the fonts, the tags for screen readers, and how text is put on a page. */

const INK = '#1f2933'
export const FAINT = '#52606d'
const BOTTOM = 36
/** Nothing but the footer stands in the last points of a page. */
const LAST = 72

/** The document and the element all others belong to; sizes in points. */
export type Pdf = PDFKit.PDFDocument & { root: PDFKit.PDFStructureElement; done: Promise<Uint8Array<ArrayBuffer>> }

export type DocumentFacts = {
  /** BCP 47; readers and screen readers use it. */
  language: string
  title: string
  author: string
  layout?: 'portrait' | 'landscape'
  margin: number
}

/**
 * A document on A4: tagged for screen readers, its fonts embedded (Latin, Greek, Cyrillic and Devanagari). Text only ever comes from
 * the arguments; nothing is fetched.
 */
export async function openPdf({ language, title, author, layout = 'portrait', margin }: DocumentFacts): Promise<Pdf> {
  const { default: PDFDocument } = await import('pdfkit')
  const document = new PDFDocument({
    size: 'A4',
    layout,
    margins: { top: 40, bottom: BOTTOM, left: margin, right: margin },
    pdfVersion: '1.7',
    lang: language,
    tagged: true,
    displayTitle: true,
    bufferPages: true,
    info: { Title: title, Author: author, Producer: 'Partnergate', Creator: 'Partnergate' },
  })
  const pdf: Pdf = Object.assign(document, { root: document.struct('Document'), done: collect(document) })
  pdf.addStructure(pdf.root)
  pdf.registerFont(
    'plain',
    font(import.meta.resolve('@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf')),
  )
  pdf.registerFont(
    'strong',
    font(import.meta.resolve('@expo-google-fonts/noto-sans/600SemiBold/NotoSans_600SemiBold.ttf')),
  )
  pdf.fillColor(INK).lineGap(2)
  return pdf
}

/** Ends the document and answers its bytes. */
export function closePdf(pdf: Pdf): Promise<Uint8Array<ArrayBuffer>> {
  pdf.root.end()
  pdf.end()
  return pdf.done
}

const fonts = new Map<string, Buffer>()

/**
 * The font without its layout tables: reading those of all scripts took 1.3 s a letter, and all they give Latin text is
 * kerning. Scripts that need them for shaping are not for this font.
 */
function font(url: string): Buffer {
  let bytes = fonts.get(url)
  if (!bytes) {
    bytes = readFileSync(new URL(url))
    const tables = bytes.readUInt16BE(4)
    for (let at = 12; at < 12 + 16 * tables; at += 16) {
      if (['GSUB', 'GPOS'].includes(bytes.toString('latin1', at, at + 4))) bytes.write('none', at, 'latin1')
    }
    fonts.set(url, bytes)
  }
  return bytes
}

function collect(pdf: PDFKit.PDFDocument): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = []
  return new Promise((resolve, reject) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk))
    pdf.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))))
    pdf.on('error', reject)
  })
}

export type Style = { font?: 'plain' | 'strong'; size: number; colour?: string }
export const TEXT: Style = { size: 10 }
export const SMALL: Style = { size: 9.5, colour: FAINT }

/** Writes text at (x, y) as a structure element of `type`. */
export function write(
  pdf: Pdf,
  type: string,
  style: Style,
  text: string,
  at: { x: number; y: number },
  options: Options,
) {
  tag(pdf, type, () => {
    pdf
      .font(style.font ?? 'plain')
      .fontSize(style.size)
      .fillColor(style.colour ?? INK)
    pdf.text(text, at.x, at.y, options)
  })
}

type Options = PDFKit.Mixins.TextOptions

/** Adds a structure element whose content `draw` draws. */
export function tag(pdf: Pdf, type: string, draw: () => void, options: { alt?: string } = {}) {
  pdf.root.add(pdf.struct(type, options, draw))
}

export function decoration(pdf: Pdf, draw: () => void) {
  pdf.markContent('Artifact', { type: 'Layout' })
  draw()
  pdf.endMarkedContent()
}

export function heightOf(pdf: Pdf, { font = 'plain', size }: Style, text: string, width: number): number {
  return pdf.font(font).fontSize(size).heightOfString(text, { width })
}

export function makeRoom(pdf: Pdf, height: number) {
  if (pdf.y + height > pdf.page.height - LAST) pdf.addPage()
}

export function paragraph(pdf: Pdf, text: string) {
  const width = widthOf(pdf)
  makeRoom(pdf, heightOf(pdf, TEXT, text, width))
  write(pdf, 'P', TEXT, text, { x: pdf.page.margins.left, y: pdf.y }, { width })
  pdf.moveDown(0.55)
}

/** Between the margins. */
export function widthOf({ page }: Pdf): number {
  return page.width - page.margins.left - page.margins.right
}

/** Whom to ask, below a line at the end of the page it stands on. */
export function writeFooter(pdf: Pdf, footer: string) {
  const { left } = pdf.page.margins
  const width = widthOf(pdf)
  const y = pdf.page.height - BOTTOM - heightOf(pdf, SMALL, footer, width)
  if (pdf.y > y - 10) pdf.addPage()
  decoration(pdf, () => {
    pdf
      .moveTo(left, y - 10)
      .lineTo(left + width, y - 10)
      .lineWidth(0.6)
      .stroke('#cbd2d9')
  })
  write(pdf, 'P', SMALL, footer, { x: left, y }, { width })
}
