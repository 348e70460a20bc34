import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A server that hands out modules as proxy.golang.org does. */
export interface GoProxy {
  /** For `GOPROXY`. */
  readonly url: string;
  close(): void;
}

/** Writes the files below a folder into an archive with the names that Go wants. */
const MAKE_ZIP = `
import os, sys, zipfile
root, place = sys.argv[1:]
with zipfile.ZipFile(place, "w") as archive:
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.join(folder, name)
            archive.write(path, os.path.relpath(path, root))
`;

/** Starts a proxy on 127.0.0.1 that has one version of one module. */
export async function startGoProxy(
  name: string,
  version: string,
  source: string,
): Promise<GoProxy> {
  const mod = `module ${name}\n\ngo 1.19\n`;
  const base = `/${name}/@v/`;
  const pages: Readonly<Record<string, string | Buffer>> = {
    [`${base}list`]: `${version}\n`,
    [`${base}${version}.info`]: JSON.stringify({ Version: version, Time: '2020-01-01T00:00:00Z' }),
    [`${base}${version}.mod`]: mod,
    [`${base}${version}.zip`]: pack(`${name}@${version}`, { 'go.mod': mod, 'it.go': source }),
  };
  const server = createServer((request, response) => {
    const page = pages[request.url ?? '/'];
    if (page === undefined) response.statusCode = 404;
    response.end(page);
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function pack(root: string, files: Readonly<Record<string, string>>): Buffer {
  const dir = mkdtempSync(join(tmpdir(), 'codelicious-module-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      const place = join(dir, 'all', root, path);
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, text);
    }
    execFileSync('python3', ['-c', MAKE_ZIP, join(dir, 'all'), join(dir, 'one.zip')]);
    return readFileSync(join(dir, 'one.zip'));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
