import { readFileSync, writeFileSync } from 'node:fs'
import mjml from 'mjml'

const folder = new URL('../server/platform/mail/', import.meta.url)

/** The mail layout as HTML: what `npm run mail:layout` writes and a test compares with the committed file. */
export async function compileMailLayout(): Promise<string> {
  const { html } = await mjml(readFileSync(new URL('layout.mjml', folder), 'utf8'), {
    validationLevel: 'skip',
    // Otherwise Roboto in a list of fallbacks makes every reader's mail program ask a third party for it.
    fonts: {},
  })
  const lines = html.split('\n').map((line) => line.trim())
  return `${lines.filter((line) => line !== '').join('\n')}\n`
}

if (import.meta.main) writeFileSync(new URL('layout.html', folder), await compileMailLayout())
