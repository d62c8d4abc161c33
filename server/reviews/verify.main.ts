import { readFile } from 'node:fs/promises'
import { verifyRecords } from './verify-record.ts'

/*
 * npm run review:verify -- FILE KEYS: checks the record of an access review, downloaded as JSON, against the keys that the
 * installation publishes at /.well-known/partnergate-keys.json. KEYS is that file, saved, or its address; with a file nothing is asked of
 * anybody. Ends with 0 when every record is as it was signed, with 1 when one is not, with 2 when it could not look.
 */
const [file, keys] = process.argv.slice(2)
try {
  if (!file || !keys) throw new Error('Say which file, and which keys: npm run review:verify -- FILE KEYS')
  const findings = await verifyRecords(await readFile(file, 'utf8'), JSON.parse(await textAt(keys)))
  for (const { text } of findings) process.stdout.write(`${text}\n`)
  process.exitCode = findings.every(({ ok }) => ok) ? 0 : 1
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 2
}

async function textAt(place: string): Promise<string> {
  if (!/^https?:/.test(place)) return readFile(place, 'utf8')
  const answer = await fetch(place)
  if (!answer.ok) throw new Error(`${place} answered ${answer.status}`)
  return answer.text()
}
