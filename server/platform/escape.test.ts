import { SaxesParser } from 'saxes'
import { expect, test } from 'vitest'
import { escapeMarkup } from './escape.ts'

test('what somebody wrote comes out of XML as they wrote it, from an element and from an attribute in either quotes', () => {
  const written = `Tom & "Jerry's" <b>&amp;</b>\r\n]]> €😀`
  const text = escapeMarkup(written)
  expect(text).toBe('Tom &amp; &quot;Jerry&#39;s&quot; &lt;b&gt;&amp;amp;&lt;/b&gt;&#13;\n]]&gt; €😀')
  const read: string[] = []
  const parser = new SaxesParser()
  parser.on('text', (found) => void read.push(found))
  parser.on('opentag', ({ attributes }) => void read.push(...Object.values(attributes).map(String)))
  parser.write(`<a one="${text}" other='${text}'>${text}</a>`).close()
  // A line feed that stands in an attribute is read as a space.
  const asAttribute = written.replace('\n', ' ')
  expect(read).toEqual([asAttribute, asAttribute, written])
})
