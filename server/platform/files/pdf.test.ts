import { expect, it } from 'vitest'
import { type Letter, letterPdf } from './pdf.ts'

const secret = '7VH96-G1HHH-T3XQR-RA55K-MH4F5'
const letter: Letter = {
  language: 'es',
  sender: { name: 'Northwind Networks', colour: '#2f5fd0', logo: null },
  recipient: ['Łódź Kablowa Spółka & Müller, S.A.', 'María Núñez', 'Calle de Alcalá 45', '28014 Madrid', 'España'],
  date: '22 de noviembre de 2026',
  title: 'Acceso para su empresa',
  paragraphs: ['Un párrafo que llena dos líneas. '.repeat(5)],
  codes: [
    {
      label: 'Número',
      value: 'WFA-S2S-5WA',
      note: 'Una nota.',
      address: { url: 'https://portal.example/register?number=WFAS2S5WA', caption: 'Página' },
    },
    { label: 'Clave', value: secret, note: 'Es secreta. '.repeat(12) },
  ],
  stepsTitle: 'Cómo',
  steps: ['Primero esto.', 'Después esto otro, que necesita más de una línea. '.repeat(3), 'Por último.'],
  closing: ['Termina el 31 de enero de 2027.'],
  footer: '¿Preguntas? help@example.com',
}

/** The PDF's objects as text: page contents are compressed, dictionaries are not. */
async function objects(given: Partial<Letter> = {}): Promise<string> {
  return Buffer.from(await letterPdf({ ...letter, ...given })).toString('latin1')
}

const pages = (pdf: string) => pdf.match(/\/Type \/Page\b/g)?.length

it('is one page, tagged, in its language, with its fonts embedded', async () => {
  const pdf = await objects()
  expect(pdf.startsWith('%PDF-1.7')).toBe(true)
  expect(pages(pdf)).toBe(1)
  expect(pdf).toContain('/Lang (es)')
  expect(pdf).toContain('/Marked true')
  expect(pdf.match(/\/FontFile2/g)).toHaveLength(2)
})

it('goes on over the page rather than cutting anything', async () => {
  expect(pages(await objects({ steps: Array.from({ length: 40 }, (_, step) => `Paso ${step}`) }))).toBe(2)
})

it('has no address but those given, and no code in clear outside the page', async () => {
  const pdf = await objects()
  const links = [...pdf.matchAll(/\/URI \((.*?)\)/g)].map((match) => match[1])
  expect(links).toEqual(['https://portal.example/register?number=WFAS2S5WA'])
  // neither in links nor as alternative text or title, which are not compressed
  expect(pdf).not.toContain(secret)
})

it('takes a logo', async () => {
  const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  expect(await objects()).not.toContain('/Subtype /Image')
  const logo = Buffer.from(pixel, 'base64')
  expect(await objects({ sender: { ...letter.sender, logo } })).toContain('/Subtype /Image')
})
