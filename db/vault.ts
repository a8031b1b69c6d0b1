import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs'
import { randomPart } from './random.ts'

/**
 * Seals personal columns (ID number, phone, address, message text) and makes their blind indexes.
 * A value is bound to its column and row, so that it cannot be moved to another.
 */
export interface Vault {
  /** Version byte, 12-byte IV, ciphertext, 16-byte tag. `place` is `table.column:rowId`. */
  seal(place: string, plain: string): Buffer
  /** @throws {Error} when the value was altered, moved, or sealed under another key. */
  open(place: string, value: Buffer): string
  /** Equality search without the value: HMAC-SHA256 under a second key, hex. */
  blind(column: string, plain: string): string
  /** The key of one sealed file: of its place and its own salt (`db/sealed-file.ts`). */
  fileKey(place: string, salt: Buffer): KeyObject
}

const version = 1
const versionByte = Buffer.of(version)

/** A vault under one 32-byte secret; encryption and blind indexes use keys derived apart. */
export function makeVault(secret: Buffer): Vault {
  const derive = (info: string) =>
    createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', info, 32)))
  const sealKey = derive('tuiguan seal v1')
  const blindKey = derive('tuiguan blind v1')
  const filesKey = derive('tuiguan file v1')
  return {
    seal(place, plain) {
      const iv = randomPart(12)
      const cipher = createCipheriv('aes-256-gcm', sealKey, iv).setAAD(Buffer.from(place))
      // GCM keeps nothing back: `final` has no bytes.
      const body = cipher.update(plain, 'utf8')
      cipher.final()
      return Buffer.concat([versionByte, iv, body, cipher.getAuthTag()])
    },
    open(place, value) {
      const bytes = Buffer.isBuffer(value) ? value : Buffer.from(value)
      if (bytes[0] !== version || bytes.length < 29)
        throw new Error('sealed value: unknown version')
      const decipher = createDecipheriv('aes-256-gcm', sealKey, bytes.subarray(1, 13))
      decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(-16))
      const plain = decipher.update(bytes.subarray(13, -16))
      decipher.final()
      return plain.toString('utf8')
    },
    blind: (column, plain) =>
      createHmac('sha256', blindKey).update(`${column}\0${plain}`).digest('hex'),
    fileKey: (place, salt) =>
      createSecretKey(Buffer.from(hkdfSync('sha256', filesKey, salt, place, 32))),
  }
}

/** The key file cannot be used; the message says what to do. */
export class KeyFileError extends Error {}

/**
 * Reads the key file (64 hex digits), or makes it with mode 0600.
 * @throws {KeyFileError} when it is readable by others or holds no key.
 */
export function readKeyFile(file: string): Buffer {
  if (!existsSync(file)) writeKeyFile(file)
  if ((statSync(file).mode & 0o077) !== 0) {
    throw new KeyFileError(`密钥文件 ${file} 可被其他用户读取，请执行 chmod 600 后再启动。`)
  }
  const hex = readFileSync(file, 'utf8').trim()
  if (!/^[0-9a-f]{64}$/.test(hex))
    throw new KeyFileError(`密钥文件 ${file} 内容不是 64 位十六进制。`)
  return Buffer.from(hex, 'hex')
}

function writeKeyFile(file: string): void {
  const fd = openSync(file, 'wx', 0o600)
  try {
    writeSync(fd, `${randomBytes(32).toString('hex')}\n`)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
