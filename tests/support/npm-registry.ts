import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Files of a package by path; `package.json` among them. */
export type PackageFiles = Readonly<Record<string, string>>;

/** A server that hands out packages as registry.npmjs.org does. */
export interface NpmRegistry {
  readonly url: string;
  /** `METHOD path` of everything that was asked for. */
  readonly asked: readonly string[];
  close(): void;
}

interface Packed {
  readonly manifest: { readonly name: string; readonly version: string };
  readonly tarball: Buffer;
}

/** Starts a registry on 127.0.0.1 that knows these packages and no others. */
export async function startNpmRegistry(packages: readonly PackageFiles[]): Promise<NpmRegistry> {
  const packed = packages.map(pack);
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/');
    asked.push(`${request.method ?? ''} ${path}`);
    const tarball = packed.find((one) => path === tarballPath(one));
    if (tarball !== undefined) {
      response.end(tarball.tarball);
      return;
    }
    const versions = packed.filter(({ manifest }) => path === `/${manifest.name}`);
    response.setHeader('content-type', 'application/json');
    if (versions.length === 0) response.statusCode = 404;
    response.end(JSON.stringify(versions.length === 0 ? {} : packument(versions, url())));
  });
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  return {
    url: url(),
    asked,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function packument(versions: readonly Packed[], url: string): unknown {
  const [first] = versions;
  return {
    name: first?.manifest.name,
    'dist-tags': { latest: versions.at(-1)?.manifest.version },
    versions: Object.fromEntries(
      versions.map((one) => [
        one.manifest.version,
        {
          ...one.manifest,
          dist: {
            tarball: `${url}${tarballPath(one)}`,
            integrity: `sha512-${createHash('sha512').update(one.tarball).digest('base64')}`,
            shasum: createHash('sha1').update(one.tarball).digest('hex'),
          },
        },
      ]),
    ),
  };
}

function tarballPath({ manifest: { name, version } }: Packed): string {
  return `/${name}/-/${name.slice(name.indexOf('/') + 1)}-${version}.tgz`;
}

function pack(files: PackageFiles): Packed {
  const dir = mkdtempSync(join(tmpdir(), 'codelicious-package-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      const place = join(dir, 'package', path);
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, text);
    }
    execFileSync('tar', ['-czf', 'package.tgz', 'package'], { cwd: dir });
    const manifest = JSON.parse(files['package.json'] ?? '{}') as Packed['manifest'];
    return { manifest, tarball: readFileSync(join(dir, 'package.tgz')) };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
