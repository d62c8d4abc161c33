import { defineProblems } from '../platform/http/problem.ts'

export const errors = defineProblems({
  upload_unreadable: [400, 'This file cannot be read as an inventory'],
  collection_wrong_state: [409, 'The collection is not in a state in which this can be done'],
  collection_has_errors: [409, 'Some records have errors: take the good ones only, or mend the file'],
  collection_empty: [409, 'The file has no good record: there is nothing to take in'],
  collection_forgotten: [410, 'The file of this collection has been deleted; upload it again'],
  uploads_used_up: [429, 'This inventory has had its uploads of today'],
  not_comparable: [409, 'Only collections of the same customer that are done can be compared'],
  too_many_devices: [409, 'A workbook of so many rows cannot be made; choose CSV, or filter the list'],
})
