import { writeLearnt } from './answering/learnt-file.ts'

// Run by the build: trains once, so that the service starts at once and stays small.
writeLearnt()
