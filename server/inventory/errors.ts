import { defineProblems } from '../platform/http/problem.ts'

export const errors = defineProblems({
  upload_unreadable: [400, 'This file cannot be read as an inventory'],
  collection_wrong_state: [409, 'The collection is not in a state in which this can be done'],
  collection_has_errors: [409, 'Some records have errors: take the good ones only, or mend the file'],
  collection_stays_failed: [
    409,
    'What this collection failed by is in what was uploaded: trying it again changes nothing. Mend it and upload it again',
  ],
  collection_empty: [409, 'The file has no good record: there is nothing to take in'],
  collection_forgotten: [410, 'The file of this collection has been deleted; upload it again'],
  uploads_used_up: [429, 'This inventory has had its uploads of today'],
  uploads_refused: [
    403,
    'This collector may not upload now: its customer has no support service in force, or its partner is suspended',
  ],
  collection_differs: [409, 'Another collection, or another manifest, has this id'],
  chunk_unknown: [404, 'The manifest names no such chunk'],
  chunk_differs: [409, 'These bytes are not those whose digest the manifest names'],
  chunks_missing: [409, 'Chunks are still missing; ask for the collection to learn which'],
  counts_differ: [409, 'The counts are not those of the manifest'],
  post_refused: [400, 'This is no message of an agent that can be taken'],
  posts_used_up: [
    429,
    'This inventory has had its uploads of today, and what waits for tomorrow is as much as is kept',
  ],
  not_comparable: [409, 'Only collections of the same customer that are done can be compared'],
})
