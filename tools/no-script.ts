import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { escapeMarkup } from '../server/platform/escape.ts'

/** Puts what a reader without JavaScript is told into index.html as it is built: in each language that has messages. */
export function noScript(locales: string): Plugin {
  return {
    name: 'no-script',
    transformIndexHtml: (html) =>
      html.replace('<noscript></noscript>', () => `<noscript>${noScriptIn(locales)}</noscript>`),
  }
}

/** The sentence of each language in the folder, marked as such for those who have it read to them. */
export function noScriptIn(locales: string): string {
  const sentences = readdirSync(locales)
    .sort()
    .map((language) => {
      const messages = JSON.parse(readFileSync(join(locales, language, 'shell.json'), 'utf8'))
      return `<span lang="${language}">${escapeMarkup(messages[key.replace('shell:', '')])}</span>`
    })
  return sentences.join(' · ')
}

const key = 'shell:noScript'
