import { describe, expect, test } from 'vitest'
import { codeProblem, findCodes, groupTyped, registrationNumber, verificationKey } from './typed-codes.ts'

const plainNumber = registrationNumber.make()
const plainKey = verificationKey.make()
const number = registrationNumber.format(plainNumber)
const key = verificationKey.format(plainKey)

describe('finding number and key in what was pasted', () => {
  test.each([
    ['two lines with labels', `Registration number: ${number}\nVerification key: ${key}`],
    ['Spanish labels, the other way round', `Clave de verificación:\t${key}\r\nNúmero de registro:\t${number}`],
    ['one line', `${number} ${key}`],
    [
      'lower case and spaces',
      `${number.toLowerCase().replaceAll('-', ' ')}  ${key.toLowerCase().replaceAll('-', ' ')}`,
    ],
    ['a sentence', `Your number is ${number}, your key is ${key}.`],
  ])('%s', (_, text) => {
    expect(findCodes(text)).toEqual({ number, key })
  })

  test('one alone', () => {
    expect(findCodes(key)).toEqual({ key })
    expect(findCodes(` ${number} `)).toEqual({ number })
    expect(findCodes('Please find your data attached')).toEqual({})
  })
})

test('a number that happens to have letters only, with and without its dashes', () => {
  let letters = registrationNumber.make()
  while (/\d/.test(letters)) letters = registrationNumber.make()
  const found = { number: registrationNumber.format(letters), key }
  expect(findCodes(`Registration number: ${letters}\nVerification key: ${key}`)).toEqual(found)
  expect(findCodes(`Registration number: ${found.number.toLowerCase()}\nVerification key: ${key}`)).toEqual(found)
  const spaced = (code: string) => code.toLowerCase().replaceAll('-', ' ')
  expect(findCodes(`${spaced(found.number)}  ${spaced(key)}`)).toEqual(found)
})

test('groups while typing', () => {
  expect(groupTyped('abcd', 3)).toBe('ABC-D')
  expect(groupTyped('abc-', 3)).toBe('ABC')
  expect(groupTyped(plainKey.toLowerCase(), 5)).toBe(key)
})

test('a wrong character, a missing one and nothing are told apart', () => {
  const other = plainNumber.startsWith('7') ? '8' : '7'
  expect(codeProblem(registrationNumber, number)).toBeNull()
  expect(codeProblem(registrationNumber, other + plainNumber.slice(1))).toBe('check')
  expect(codeProblem(registrationNumber, plainNumber.slice(1))).toBe('length')
  expect(codeProblem(registrationNumber, `U${plainNumber.slice(1)}`)).toBe('character')
  expect(codeProblem(registrationNumber, '  ')).toBe('empty')
})
