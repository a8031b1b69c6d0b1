import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A certificate authority of a test, with a server certificate for `name` signed by it; all PEM. */
export interface TestCertificates {
  readonly ca: string
  readonly cert: string
  readonly key: string
}

/** Makes an authority and a server certificate with openssl, valid for a day. */
export function makeCertificates(name: string): TestCertificates {
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'))
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  try {
    openssl(
      'req',
      '-x509',
      ...key,
      '-keyout',
      'ca.key',
      '-out',
      'ca.crt',
      '-days',
      '1',
      '-subj',
      '/CN=Test CA',
    )
    openssl('req', ...key, '-keyout', 'server.key', '-out', 'server.csr', '-subj', `/CN=${name}`)
    writeFileSync(join(folder, 'ext'), `subjectAltName=DNS:${name}`)
    const sign = ['x509', '-req', '-in', 'server.csr', '-CA', 'ca.crt', '-CAkey', 'ca.key']
    openssl(...sign, '-CAcreateserial', '-days', '1', '-extfile', 'ext', '-out', 'server.crt')
    const read = (file: string) => readFileSync(join(folder, file), 'utf8')
    return { ca: read('ca.crt'), cert: read('server.crt'), key: read('server.key') }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
