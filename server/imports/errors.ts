import { defineProblems } from '../platform/http/problem.ts'

export const errors = defineProblems({
  import_unreadable: [400, 'This file cannot be read as a table'],
  import_wrong_state: [409, 'The import is not in a state in which this can be done'],
  import_has_errors: [409, 'Some rows have errors: apply the good rows only, or mend the file'],
  import_changes_nothing: [409, 'The file says what is recorded already: there is nothing to apply'],
  import_end_needs_good_file: [409, 'What is missing can be ended only from a file whose every row is good'],
  import_forgotten: [410, 'The file of this import has been deleted; upload it again'],
  import_mapping_incomplete: [400, 'A column for the contract number must be chosen'],
})
