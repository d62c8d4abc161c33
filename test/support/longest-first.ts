import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes longest, in this order; of the others the larger go first. */
const long = [
  'test/e2e/pages.test.ts',
  'test/e2e/story.test.ts',
  'test/isolation/rows.test.ts',
  'test/isolation/http.test.ts',
  'test/e2e/associations/associations.test.ts',
]

/**
 * Begins with the longest files, so that none is left over for one worker at the end. Of itself the runner does so only where
 * it remembers an earlier run, which a fresh checkout does not.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = long.indexOf(relative(this.ctx.config.root, moduleId).replaceAll('\\', '/'))
      return at < 0 ? long.length : at
    }
    return (await super.sort(files)).toSorted((one, other) => place(one) - place(other))
  }
}
