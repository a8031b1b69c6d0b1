// A process of its own that holds a SQLite file until its standard input ends or it is killed.
import Database from 'better-sqlite3'
import { lockFolder } from '../../../db/engine/file-lock.ts'

const [, , what = '', file = ''] = process.argv
if (what === 'lock') lockFolder(file)
else new Database(file).exec('begin immediate')
process.stdout.write('held\n')
process.stdin.on('end', () => process.exit()).resume()
