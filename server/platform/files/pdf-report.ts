import {
  closePdf,
  decoration,
  FAINT,
  heightOf,
  makeRoom,
  openPdf,
  type Pdf,
  paragraph,
  type Style,
  widthOf,
  write,
  writeFooter,
} from './pdf-page.ts'

export type ReportTable = {
  /** `share` of the width; all together 1. */
  columns: { label: string; share: number }[]
  rows: string[][]
}

export type ReportSection = {
  heading: string
  paragraphs?: string[]
  facts?: { label: string; value: string }[]
  table?: ReportTable
  /** Something to be copied to the character, such as a signature. */
  code?: string
}

export type Report = {
  /** BCP 47. */
  language: string
  sender: { name: string; colour: string }
  title: string
  sections: ReportSection[]
  /** Files inside the document, which any reader saves again as they are. */
  attachments: { name: string; text: string; type: string; description: string }[]
  footer: string
}

const MARGIN = 40
const PADDING = 3
const CELL: Style = { size: 8 }
const HEAD: Style = { size: 8, font: 'strong' }
const CODE_WIDTH = 120

/** A report on A4 across, as PDF: facts and tables that go on over pages under their header, pages numbered. */
export async function reportPdf(report: Report): Promise<Uint8Array<ArrayBuffer>> {
  const { language, title, sender } = report
  const pdf = await openPdf({ language, title, author: sender.name, layout: 'landscape', margin: MARGIN })
  decoration(pdf, () => pdf.rect(0, 0, pdf.page.width, 7).fill(sender.colour))
  write(pdf, 'P', { size: 10, colour: FAINT }, sender.name, { x: MARGIN, y: 26 }, { width: widthOf(pdf) })
  write(pdf, 'H1', { font: 'strong', size: 17 }, title, { x: MARGIN, y: pdf.y + 4 }, { width: widthOf(pdf) })
  for (const section of report.sections) writeSection(pdf, section)
  for (const { name, text, type, description } of report.attachments)
    pdf.file(Buffer.from(text), { name, type, description })
  writeFooter(pdf, report.footer)
  numberPages(pdf)
  return closePdf(pdf)
}

function writeSection(pdf: Pdf, { heading, paragraphs = [], facts = [], table, code }: ReportSection) {
  makeRoom(pdf, 60)
  pdf.moveDown(0.6)
  write(pdf, 'H2', { font: 'strong', size: 12 }, heading, { x: MARGIN, y: pdf.y }, { width: widthOf(pdf) })
  pdf.moveDown(0.3)
  for (const text of paragraphs) paragraph(pdf, text)
  for (const fact of facts) writeFact(pdf, fact)
  if (table) writeTable(pdf, table)
  if (code) writeCode(pdf, code)
}

const LABEL = 150

function writeFact(pdf: Pdf, { label, value }: { label: string; value: string }) {
  const width = widthOf(pdf) - LABEL
  const height = Math.max(heightOf(pdf, { size: 9 }, value, width), heightOf(pdf, { size: 9 }, label, LABEL - 8))
  makeRoom(pdf, height)
  const { y } = pdf
  write(pdf, 'P', { size: 9, colour: FAINT }, label, { x: MARGIN, y }, { width: LABEL - 8 })
  write(pdf, 'P', { size: 9 }, value, { x: MARGIN + LABEL, y }, { width })
  pdf.x = MARGIN
  pdf.y = y + height + 2
}

function writeTable(pdf: Pdf, { columns, rows }: ReportTable) {
  const table = pdf.struct('Table')
  pdf.root.add(table)
  const widths = columns.map(({ share }) => share * widthOf(pdf))
  const labels = columns.map(({ label }) => label)
  writeRow(pdf, table, 'TH', labels, widths)
  for (const row of rows) {
    if (pdf.y + rowHeight(pdf, CELL, row, widths) > pdf.page.height - pdf.page.margins.bottom - 30) {
      pdf.addPage()
      // Read out once; on further pages it is for the eye.
      decoration(pdf, () => drawRow(pdf, HEAD, labels, widths, (_, draw) => draw()))
    }
    writeRow(pdf, table, 'TD', row, widths)
  }
  table.end()
  pdf.x = MARGIN
  pdf.moveDown(0.5)
}

function rowHeight(pdf: Pdf, style: Style, cells: string[], widths: number[]): number {
  const heights = cells.map((text, index) => heightOf(pdf, style, text, (widths[index] ?? 0) - 2 * PADDING))
  return Math.max(...heights) + 2 * PADDING
}

function writeRow(pdf: Pdf, table: PDFKit.PDFStructureElement, type: 'TH' | 'TD', cells: string[], widths: number[]) {
  const row = pdf.struct('TR')
  table.add(row)
  drawRow(pdf, type === 'TH' ? HEAD : CELL, cells, widths, (_, draw) => row.add(pdf.struct(type, {}, draw)))
  row.end()
}

type Drawing = (index: number, draw: () => void) => void

function drawRow(pdf: Pdf, style: Style, cells: string[], widths: number[], each: Drawing) {
  const height = rowHeight(pdf, style, cells, widths)
  const { y } = pdf
  let x = MARGIN
  cells.forEach((text, index) => {
    const [width, left] = [widths[index] ?? 0, x]
    each(index, () => {
      pdf
        .font(style.font ?? 'plain')
        .fontSize(style.size)
        .fillColor('#1f2933')
        .text(text, left + PADDING, y + PADDING, { width: width - 2 * PADDING })
    })
    x += width
  })
  const line = () =>
    pdf
      .moveTo(MARGIN, y + height)
      .lineTo(x, y + height)
      .lineWidth(0.4)
      .stroke('#cbd2d9')
  if (style === CELL) decoration(pdf, line)
  else line()
  pdf.y = y + height
}

/** Broken by us: a reader that copies it gets the lines, which are put together again without anything between them. */
function writeCode(pdf: Pdf, code: string) {
  const lines = code.match(new RegExp(`.{1,${CODE_WIDTH}}`, 'g')) ?? []
  makeRoom(pdf, lines.length * 12)
  write(pdf, 'P', { size: 8 }, lines.join('\n'), { x: MARGIN, y: pdf.y }, { width: widthOf(pdf), lineGap: 1 })
  pdf.moveDown(0.5)
}

function numberPages(pdf: Pdf) {
  const { start, count } = pdf.bufferedPageRange()
  for (let page = 0; page < count; page += 1) {
    pdf.switchToPage(start + page)
    const { bottom } = pdf.page.margins
    // Below the margin, where text would otherwise begin another page.
    pdf.page.margins.bottom = 0
    decoration(pdf, () => {
      pdf.font('plain').fontSize(8).fillColor(FAINT)
      pdf.text(`${page + 1} / ${count}`, MARGIN, pdf.page.height - 26, { width: widthOf(pdf), align: 'right' })
    })
    pdf.page.margins.bottom = bottom
  }
}
