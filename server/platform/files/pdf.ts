import { readFileSync } from 'node:fs'
import { encode } from 'uqr'

/** A code people will type, large, in a panel of its own; `address` is printed as a QR code beside it. */
export type LetterCode = {
  label: string
  value: string
  note: string
  address?: { url: string; caption: string }
}

export type Letter = {
  /** BCP 47; readers and screen readers use it. */
  language: string
  sender: { name: string; colour: string; logo: Uint8Array | null }
  /** Lines of the address. */
  recipient: string[]
  date: string
  title: string
  paragraphs: string[]
  codes: LetterCode[]
  stepsTitle: string
  steps: string[]
  closing: string[]
  /** Below a line at the end: whom to ask. */
  footer: string
}

const PAGE = { width: 595.28, height: 841.89, margin: 62 }
/** Nothing but the footer stands below PAGE.height - LAST. */
const BOTTOM = 36
const LAST = 72
const WIDTH = PAGE.width - 2 * PAGE.margin
const INK = '#1f2933'
const FAINT = '#52606d'
const PANEL = '#f3f5f8'

/** The document and the element all others belong to. */
type Pdf = PDFKit.PDFDocument & { root: PDFKit.PDFStructureElement }

/**
 * A letter on A4 as PDF: tagged for screen readers, its fonts embedded (Latin, Greek, Cyrillic and Devanagari). Text only
 * ever comes from the arguments; nothing is fetched.
 */
export async function letterPdf(letter: Letter): Promise<Uint8Array<ArrayBuffer>> {
  const { default: PDFDocument } = await import('pdfkit')
  const document = new PDFDocument({
    size: 'A4',
    margins: { top: 40, bottom: BOTTOM, left: PAGE.margin, right: PAGE.margin },
    pdfVersion: '1.7',
    lang: letter.language,
    tagged: true,
    displayTitle: true,
    info: { Title: letter.title, Author: letter.sender.name, Producer: 'Partnergate', Creator: 'Partnergate' },
  })
  const pdf: Pdf = Object.assign(document, { root: document.struct('Document') })
  const done = collect(pdf)
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
  writeHead(pdf, letter)
  for (const text of letter.paragraphs) paragraph(pdf, text)
  for (const code of letter.codes) writeCode(pdf, code, letter.sender.colour)
  writeSteps(pdf, letter)
  for (const text of letter.closing) paragraph(pdf, text)
  writeFooter(pdf, letter.footer)
  pdf.root.end()
  pdf.end()
  return done
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

function collect(pdf: Pdf): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = []
  return new Promise((resolve, reject) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk))
    pdf.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))))
    pdf.on('error', reject)
  })
}

type Style = { font?: 'plain' | 'strong'; size: number; colour?: string }
const TEXT: Style = { size: 10 }
const SMALL: Style = { size: 9.5, colour: FAINT }

/** Writes text at (x, y) as a structure element of `type`. */
function write(pdf: Pdf, type: string, style: Style, text: string, at: { x: number; y: number }, options: Options) {
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
function tag(pdf: Pdf, type: string, draw: () => void, options: { alt?: string } = {}) {
  pdf.root.add(pdf.struct(type, options, draw))
}

function decoration(pdf: Pdf, draw: () => void) {
  pdf.markContent('Artifact', { type: 'Layout' })
  draw()
  pdf.endMarkedContent()
}

function heightOf(pdf: Pdf, { font = 'plain', size }: Style, text: string, width: number): number {
  return pdf.font(font).fontSize(size).heightOfString(text, { width })
}

function makeRoom(pdf: Pdf, height: number) {
  if (pdf.y + height > PAGE.height - LAST) pdf.addPage()
}

function writeHead(pdf: Pdf, { sender, recipient, date, title }: Letter) {
  const { logo } = sender
  const x = PAGE.margin
  decoration(pdf, () => pdf.rect(0, 0, PAGE.width, 7).fill(sender.colour))
  if (logo) tag(pdf, 'Figure', () => void pdf.image(Buffer.from(logo), x, 32, { fit: [190, 44] }), { alt: sender.name })
  else write(pdf, 'P', { font: 'strong', size: 16 }, sender.name, { x, y: 38 }, { width: 320 })
  write(pdf, 'P', { size: 10, colour: FAINT }, date, { x, y: 44 }, { width: WIDTH, align: 'right' })
  write(pdf, 'P', { size: 11 }, recipient.join('\n'), { x, y: 98 }, { width: 380 })
  const y = Math.max(pdf.y + 20, 176)
  write(pdf, 'H1', { font: 'strong', size: 17 }, title, { x, y }, { width: WIDTH })
  pdf.moveDown(0.3)
}

function paragraph(pdf: Pdf, text: string) {
  makeRoom(pdf, heightOf(pdf, TEXT, text, WIDTH))
  write(pdf, 'P', TEXT, text, { x: PAGE.margin, y: pdf.y }, { width: WIDTH })
  pdf.moveDown(0.55)
}

const QR = 82
const PADDING = 12

function writeCode(pdf: Pdf, { label, value, note, address }: LetterCode, colour: string) {
  const left = PAGE.margin
  const x = left + PADDING + 6
  const width = WIDTH - 2 * PADDING - 6 - (address ? QR + 16 : 0)
  const size = fitting(pdf, value, width)
  const textHeight = 14 + size * 1.5 + heightOf(pdf, SMALL, note, width) + 2 * PADDING
  const height = Math.max(address ? QR + PADDING + 18 : 0, textHeight)
  makeRoom(pdf, height)
  const top = pdf.y + 4
  decoration(pdf, () => {
    pdf.roundedRect(left, top, WIDTH, height, 5).fill(PANEL)
    pdf.rect(left, top, 4, height).fill(colour)
  })
  write(pdf, 'P', SMALL, label, { x, y: top + PADDING }, { width })
  const oneLine = { width: width + 4, characterSpacing: SPACING, lineBreak: false }
  write(pdf, 'P', { font: 'strong', size }, value, { x, y: pdf.y + 1 }, oneLine)
  write(pdf, 'P', SMALL, note, { x, y: top + PADDING + 16 + size * 1.5 }, { width })
  if (address) drawAddress(pdf, address, { x: left + WIDTH - QR - PADDING, y: top + 8 })
  pdf.x = left
  pdf.y = top + height + 10
}

const SPACING = 1.2

/** The largest size, up to 24 points, at which the value stands on one line. */
function fitting(pdf: Pdf, value: string, width: number): number {
  for (let size = 24; size > 9; size -= 0.5) {
    if (pdf.font('strong').fontSize(size).widthOfString(value, { characterSpacing: SPACING }) <= width) return size
  }
  return 9
}

/** QR code of the address, error correction M, drawn as vectors with the quiet zone the standard asks for. */
function drawAddress(pdf: Pdf, { url, caption }: { url: string; caption: string }, { x, y }: { x: number; y: number }) {
  const { data } = encode(url, { ecc: 'M', border: 4 })
  const unit = QR / data.length
  const draw = () => {
    pdf.rect(x, y, QR, QR).fill('#ffffff')
    data.forEach((row, line) => {
      row.forEach((dark, column) => {
        if (dark) pdf.rect(x + column * unit, y + line * unit, unit, unit)
      })
    })
    pdf.fill('#000000')
  }
  tag(pdf, 'Figure', draw, { alt: url })
  const below = { width: QR + 12, align: 'center', link: url } as const
  write(pdf, 'P', { size: 7.5, colour: FAINT }, caption, { x: x - 6, y: y + QR + 1 }, below)
}

function writeSteps(pdf: Pdf, { stepsTitle, steps }: Letter) {
  const x = PAGE.margin
  pdf.moveDown(0.2)
  write(pdf, 'H2', { font: 'strong', size: 12 }, stepsTitle, { x, y: pdf.y }, { width: WIDTH })
  pdf.moveDown(0.3)
  steps.forEach((step, index) => {
    const height = heightOf(pdf, TEXT, step, WIDTH - 26)
    makeRoom(pdf, height)
    const { y } = pdf
    write(pdf, 'P', { ...TEXT, font: 'strong' }, `${index + 1}.`, { x: x + 2, y }, { width: 22 })
    write(pdf, 'P', TEXT, step, { x: x + 24, y }, { width: WIDTH - 26 })
    pdf.y = y + height + 4
  })
  pdf.moveDown(0.3)
}

function writeFooter(pdf: Pdf, footer: string) {
  const y = PAGE.height - BOTTOM - heightOf(pdf, SMALL, footer, WIDTH)
  if (pdf.y > y - 10) pdf.addPage()
  decoration(pdf, () => {
    pdf
      .moveTo(PAGE.margin, y - 10)
      .lineTo(PAGE.width - PAGE.margin, y - 10)
      .lineWidth(0.6)
      .stroke('#cbd2d9')
  })
  write(pdf, 'P', SMALL, footer, { x: PAGE.margin, y }, { width: WIDTH })
}
