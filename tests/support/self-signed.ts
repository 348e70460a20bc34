import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate for this machine and `models.example` that nobody knows; `file` is for `NODE_EXTRA_CA_CERTS`. */
export interface SelfSigned {
  readonly key: Buffer;
  readonly cert: Buffer;
  readonly file: string;
}

/** Makes a certificate by `openssl`, its files in the folder. */
export function selfSigned(folder: string): SelfSigned {
  const [key, file] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const names = 'subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:models.example';
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=test'],
      ...['-addext', names, '-keyout', key, '-out', file],
    ],
    { stdio: 'ignore' },
  );
  return { key: readFileSync(key), cert: readFileSync(file), file };
}
