import { describe, expect, it } from 'vitest'
import { parsePlainSearch, stringifyPlainSearch } from './plain-search.ts'

describe('the query of an address', () => {
  it('keeps what looks like a number or JSON as it was written', () => {
    expect(parsePlainSearch('?q=007&state=true&name=%7B%7D')).toEqual({ q: '007', state: 'true', name: '{}' })
  })
  it('reads a repeated name as several values, and writes it back so', () => {
    const search = parsePlainSearch('?state=active&q=a%26b&state=ended')
    expect(search).toEqual({ state: ['active', 'ended'], q: 'a&b' })
    expect(stringifyPlainSearch(search)).toBe('?state=active&state=ended&q=a%26b')
  })
  it('leaves out what is empty', () => {
    expect(stringifyPlainSearch({ q: '', sort: undefined, state: [] })).toBe('')
  })
})
