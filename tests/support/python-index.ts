import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A server that hands out wheels as pypi.org does. */
export interface PythonIndex {
  /** For `PIP_INDEX_URL`. */
  readonly url: string;
  /** Paths that were asked for. */
  readonly asked: readonly string[];
  close(): void;
}

/** Writes a wheel with one module whose `value` is its version. */
const MAKE_WHEEL = `
import sys, zipfile
name, version, place = sys.argv[1:]
info = f"{name}-{version}.dist-info/"
with zipfile.ZipFile(place, "w") as wheel:
    wheel.writestr(f"{name}.py", f"value = '{version}'\\n")
    wheel.writestr(info + "METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n")
    wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(info + "RECORD", "")
`;

/**
 * Starts an index on 127.0.0.1 that has one version of each package.
 * @param packages version by name
 */
export async function startPythonIndex(
  packages: Readonly<Record<string, string>>,
): Promise<PythonIndex> {
  const wheels = Object.entries(packages).map(([name, version]) => {
    return { name, file: `${name}-${version}-py3-none-any.whl`, bytes: wheelOf(name, version) };
  });
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    asked.push(path);
    const wheel = wheels.find(({ file }) => path === `/files/${file}`);
    const listed = wheels.find(({ name }) => path === `/simple/${name}/`);
    if (wheel !== undefined) response.end(wheel.bytes);
    else if (listed !== undefined) {
      response.setHeader('content-type', 'text/html');
      response.end(`<!DOCTYPE html><a href="/files/${listed.file}">${listed.file}</a>`);
    } else {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/simple`,
    asked,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function wheelOf(name: string, version: string): Buffer {
  const dir = mkdtempSync(join(tmpdir(), 'codelicious-wheel-'));
  try {
    const place = join(dir, 'one.whl');
    execFileSync('python3', ['-c', MAKE_WHEEL, name, version, place]);
    return readFileSync(place);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
