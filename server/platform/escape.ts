const entities: Record<string, string> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' },
  // By number: HTML before 5 knows no &#39;, and XML reads a bare carriage return as a line feed.
  ...{ "'": '&#39;', '\r': '&#13;' },
}

/**
 * Text as it stands in XML and in HTML, in an element as in an attribute in either kind of quotes. What XML cannot hold at all
 * (control characters, halves of pairs) is the caller's to take out.
 */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"'\r]/g, (character) => entities[character] as string)
}
