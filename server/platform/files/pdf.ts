import { encode } from 'uqr'
import {
  closePdf,
  decoration,
  FAINT,
  heightOf,
  makeRoom,
  openPdf,
  type Pdf,
  paragraph,
  SMALL,
  TEXT,
  tag,
  write,
  writeFooter,
} from './pdf-page.ts'

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

const PAGE = { width: 595.28, margin: 62 }
const WIDTH = PAGE.width - 2 * PAGE.margin
const PANEL = '#f3f5f8'

/** A letter on A4 as PDF. */
export async function letterPdf(letter: Letter): Promise<Uint8Array<ArrayBuffer>> {
  const { language, title, sender } = letter
  const pdf = await openPdf({ language, title, author: sender.name, margin: PAGE.margin })
  writeHead(pdf, letter)
  for (const text of letter.paragraphs) paragraph(pdf, text)
  for (const code of letter.codes) writeCode(pdf, code, letter.sender.colour)
  writeSteps(pdf, letter)
  for (const text of letter.closing) paragraph(pdf, text)
  writeFooter(pdf, letter.footer)
  return closePdf(pdf)
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
