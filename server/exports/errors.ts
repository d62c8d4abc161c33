import { defineProblems } from '../platform/http/problem.ts'

export const errors = defineProblems({
  exports_full: [409, 'Three files of yours are being made already, or twenty are kept: wait, or delete some'],
  export_not_ready: [409, 'This file is not ready: it is still being made, or could not be made'],
  export_outdated: [
    409,
    'Since this file was made you have lost access to something that it may hold; have it made anew',
  ],
})
