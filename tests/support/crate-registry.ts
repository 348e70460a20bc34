import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A server that hands out crates as crates.io does. */
export interface CrateRegistry {
  /** For `[source.…] registry` in `.cargo/config.toml`. */
  readonly index: string;
  close(): void;
}

/**
 * Starts a registry on 127.0.0.1 with one crate.
 * @param name at least four characters long
 */
export async function startCrateRegistry(
  name: string,
  version: string,
  source: string,
): Promise<CrateRegistry> {
  const crate = pack(name, version, source);
  const cksum = createHash('sha256').update(crate).digest('hex');
  const entry = { name, vers: version, deps: [], cksum, features: {}, yanked: false };
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const pages: Readonly<Record<string, string | Buffer>> = {
      '/index/config.json': JSON.stringify({ dl: `${url()}/dl/{crate}-{version}.crate` }),
      [`/index/${name.slice(0, 2)}/${name.slice(2, 4)}/${name}`]: `${JSON.stringify(entry)}\n`,
      [`/dl/${name}-${version}.crate`]: crate,
    };
    const page = pages[path];
    if (page === undefined) response.statusCode = 404;
    response.end(page);
  });
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  return {
    index: `sparse+${url()}/index/`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function pack(name: string, version: string, source: string): Buffer {
  const dir = mkdtempSync(join(tmpdir(), 'codelicious-crate-'));
  try {
    const root = `${name}-${version}`;
    mkdirSync(join(dir, root, 'src'), { recursive: true });
    const manifest = `[package]\nname = "${name}"\nversion = "${version}"\nedition = "2021"\n`;
    writeFileSync(join(dir, root, 'Cargo.toml'), manifest);
    writeFileSync(join(dir, root, 'src', 'lib.rs'), source);
    execFileSync('tar', ['-czf', 'crate.tgz', root], { cwd: dir });
    return readFileSync(join(dir, 'crate.tgz'));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
