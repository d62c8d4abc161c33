import { expect, test } from 'vitest'
import { domainFits, normaliseDomain } from './domains.ts'
import { isFreeMail } from './free-mail.ts'

test('domains are read as people paste them', () => {
  expect(normaliseDomain(' Person@Acme.Example ')).toBe('acme.example')
  expect(normaliseDomain('https://www.acme.example/contact?x=1')).toBe('www.acme.example')
  expect(normaliseDomain('acme.example.')).toBe('acme.example')
  expect(normaliseDomain('españa.example')).toBe('xn--espaa-rta.example')
  for (const wrong of ['', 'localhost', '10.0.0.1', 'a b.example', '-a.example', 'ex..ample'])
    expect(normaliseDomain(wrong)).toBeNull()
})

test('only the very domain fits, in either spelling', () => {
  expect(domainFits('ana@acme.example', ['acme.example'])).toBe(true)
  expect(domainFits('ana@españa.example', ['xn--espaa-rta.example'])).toBe(true)
  expect(domainFits('ana@evil-acme.example', ['acme.example'])).toBe(false)
  expect(domainFits('ana@acme.example.evil.example', ['acme.example'])).toBe(false)
})

test('free mail is known by provider and family', () => {
  for (const free of ['gmail.com', 'Yahoo.co.uk', 'hotmail.es', 'web.de', 'yahoo.com.br'])
    expect(isFreeMail(free)).toBe(true)
  for (const own of ['acme.example', 'yahoo.example.org', 'webdesign.com', 'live.acme.com'])
    expect(isFreeMail(own)).toBe(false)
})
