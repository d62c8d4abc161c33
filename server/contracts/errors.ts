import { defineProblems } from '../platform/http/problem.ts'

export const errors = defineProblems({
  contract_number_taken: [409, 'There is a contract with this number already'],
  contract_type_name_taken: [409, 'There is a contract type with this name already'],
  contract_state_unchanged: [409, 'The contract is in this state already'],
  too_many_lines: [400, 'These are too many lines for one file; narrow the filters'],
  contract_type_retired: [409, 'This contract type is retired'],
})
