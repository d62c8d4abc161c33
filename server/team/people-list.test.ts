import { expect, test } from 'vitest'
import { readPeopleList } from './people-list.ts'

/** `first|last|email` of each person. */
async function read(text: string) {
  const list = await readPeopleList(text)
  if ('unreadable' in list) return list.unreadable
  return list.people.map((one) => `${one.firstName}|${one.lastName}|${one.email}`)
}

test.each<[string, string, string[] | string]>([
  ['bare addresses', 'ana@orbit.example\nLUIS@orbit.example\n\n', ['||ana@orbit.example', '||luis@orbit.example']],
  ['names and addresses', 'Ana Ruiz Peña <ana@orbit.example>', ['Ana|Ruiz Peña|ana@orbit.example']],
  ['the last name first, in quotes', '"Ruiz Peña, Ana" <ana@orbit.example>', ['Ana|Ruiz Peña|ana@orbit.example']],
  [
    'a line as mail programs copy it',
    'Ana Ruiz <ana@orbit.example>; luis@orbit.example',
    ['Ana|Ruiz|ana@orbit.example', '||luis@orbit.example'],
  ],
  ['cells between tabs', 'Ana\tRuiz\tana@orbit.example', ['Ana|Ruiz|ana@orbit.example']],
  ['cells between commas', 'ana@orbit.example,Ana Ruiz', ['Ana|Ruiz|ana@orbit.example']],
  ['a word that is no address', 'ana@orbit.example\nnobody', ['||ana@orbit.example', '||nobody']],
  ['a header', 'Last name;First name;E-mail\nRuiz;Ana;ana@orbit.example', ['Ana|Ruiz|ana@orbit.example']],
  ['a Spanish header', '\uFEFFCorreo,Nombre,Apellidos\r\nana@orbit.example,Ana,Ruiz', ['Ana|Ruiz|ana@orbit.example']],
  [
    'recipients of a mail, last names first',
    'Ruiz, Ana <ana@orbit.example>; Pérez, José <jose@orbit.example>; luis@orbit.example',
    ['Ana|Ruiz|ana@orbit.example', 'José|Pérez|jose@orbit.example', '||luis@orbit.example'],
  ],
  [
    'a line each, last names first',
    'Ruiz, Ana <ana@orbit.example>\nPérez, José <jose@orbit.example>,',
    ['Ana|Ruiz|ana@orbit.example', 'José|Pérez|jose@orbit.example'],
  ],
  [
    'addresses with names behind them',
    'ana@orbit.example Ana Ruiz; jose@orbit.example José Pérez',
    ['Ana|Ruiz|ana@orbit.example', 'José|Pérez|jose@orbit.example'],
  ],
  [
    'addresses between spaces',
    'ana@orbit.example  luis@orbit.example',
    ['||ana@orbit.example', '||luis@orbit.example'],
  ],
  [
    'bullets, numbers and brackets',
    "- Ana Ruiz (ana@orbit.example)\n2. José O’Neill – jose.o'neill@orbit.example.\n• <luis@orbit.example>",
    ['Ana|Ruiz|ana@orbit.example', "José|O’Neill|jose.o'neill@orbit.example", '||luis@orbit.example'],
  ],
  [
    'addresses that link to themselves, and quotation marks of every kind',
    "ana@orbit.example<mailto:ana@orbit.example>\n“José Pérez” <jose@orbit.example>\n'Luis' <luis@orbit.example>\u200B",
    ['||ana@orbit.example', 'José|Pérez|jose@orbit.example', 'Luis||luis@orbit.example'],
  ],
  ['a quoted name in its cell', '"Ruiz, Ana";ana@orbit.example', ['Ana|Ruiz|ana@orbit.example']],
  ['a mailto link', 'mailto:ana@orbit.example', ['||ana@orbit.example']],
  ['no address at all', 'Ana\nLuis', 'no_addresses'],
  ['nothing', '', 'no_addresses'],
  ['a header alone', 'email,name', 'no_addresses'],
])('reads %s', async (_, text, expected) => {
  expect(await read(text)).toEqual(expected)
})

test('names the line of each person, and what else a header brings', async () => {
  const list = await readPeopleList('email,role,customers,language\n\nana@orbit.example,user,Acme | Bright Bakery,es')
  expect(list).toEqual({
    people: [
      {
        position: 3,
        email: 'ana@orbit.example',
        firstName: '',
        lastName: '',
        role: 'user',
        customers: ['Acme', 'Bright Bakery'],
        language: 'es',
      },
    ],
  })
})

test('counts people where lines hold several: each row has a number of its own, however many they are', async () => {
  const addresses = Array.from({ length: 150 }, (_, n) => `p${n}@orbit.example`)
  const list = await readPeopleList(`${addresses.join('; ')}\n\nana@orbit.example`)
  if ('unreadable' in list) expect.fail(list.unreadable)
  expect(list.people.map(({ position }) => position)).toEqual(Array.from({ length: 151 }, (_, n) => n + 1))
})
