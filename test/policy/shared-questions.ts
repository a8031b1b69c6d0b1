import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../policy/package-root.ts'

const folders = ['..', '../..'].map((up) => join(packageRoot, up, 'shared', 'policy'))

/** Folder of the question sets that lie beside the repository, undefined where they are not. */
export const sharedQuestions = folders.find((folder) =>
  existsSync(join(folder, 'questions.dev.jsonl')),
)
