import { writeLearnt } from './answering/learnt-file.ts'
import { loadCorpus } from './corpus.ts'

// Run by the build: trains once, so that the service starts at once and stays small. With a folder of added sources and a
// file it trains on both and leaves the result in that file; with a day, on what is in force on it.
const [added, path, on] = process.argv.slice(2)
writeLearnt(path, loadCorpus(undefined, added, on || undefined))
