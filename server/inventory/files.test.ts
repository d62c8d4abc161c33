import { expect, test } from 'vitest'
import { catalogue } from '../messages/index.ts'
import { deviceFieldNames, findingCodes } from './record.ts'

test('a file of differences or errors has a word for each field and each error in every language', () => {
  const wordless = catalogue.languages.flatMap((language) =>
    [
      ...[...deviceFieldNames].map((field) => `inventory_file.field.${field}`),
      ...findingCodes.map((code) => `inventory_file.finding.${code}`),
    ].filter((key) => catalogue.text(language, key, { max: 255 }).length === 0),
  )
  expect(wordless).toEqual([])
})
