import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from '../../ports/process.ts';
import {
  type CageMaker,
  type CageRequest,
  type CageTools,
  homesOf,
  notStarted,
} from '../cage-maker.ts';
import { cageEnvironment } from '../environment.ts';
import { isLoopback, parseHost } from '../network/hosts.ts';
import { openLocalProxy } from '../network/local-proxy.ts';
import { traceUnplanted, traceWritable } from '../planted-links.ts';
import { toolchainPaths } from '../toolchains.ts';
import { isWithin, wideness } from '../wide-folders.ts';
import { seatbeltProfile } from './profile.ts';

/** Part of every macOS. */
const SANDBOX_EXEC = '/usr/bin/sandbox-exec';

/** Cages made by the sandbox of macOS. HOME and scratch folder are new and empty for each command. */
export function createSeatbeltCage(tools: CageTools): CageMaker {
  return {
    name: 'sandbox-exec',
    run: async (request) => {
      const { network } = request.cage;
      const scratch = mkdtempSync(join(tmpdir(), 'codelicious-cage-'));
      const proxy =
        network.kind === 'none'
          ? null
          : await openLocalProxy({
              hosts: network.hosts,
              dial: tools.dial,
              refused: (target) => tools.denied(target, request.command),
            });
      try {
        const caged = cagedCommand(request, { scratch, proxyPort: proxy?.port ?? null }, tools);
        return caged === null ? notStarted('ENOENT') : await tools.processes.run(caged);
      } finally {
        proxy?.close();
        rmSync(scratch, { recursive: true, force: true });
      }
    },
  };
}

/** A home that the command may write to was made for it; any other is the user's. */
function homeIn(scratch: string, { env }: Command, writable: readonly string[]) {
  const home = env['HOME'] ?? '';
  return writable.some((folder) => isWithin(home, folder)) ? {} : { HOME: scratch };
}

interface Surroundings {
  /** A folder of this command's own: HOME and TMPDIR inside. */
  readonly scratch: string;
  readonly proxyPort: number | null;
}

/** The command that runs another one in a cage; null where a folder it is to change is not there. */
function cagedCommand(
  request: CageRequest,
  { scratch, proxyPort }: Surroundings,
  tools: CageTools,
): Command | null {
  const { command, cage, program } = request;
  const written = traceWritable([...cage.writable, scratch]);
  if (written === null) return null;
  const writable = written.map(({ real }) => real);
  const readable = readableFor(request, writable, tools);
  const ports = [...directPorts(request), ...(proxyPort === null ? [] : [proxyPort])];
  const isShown = (path: string): boolean => readable.some((folder) => isWithin(path, folder));
  const { outer, inner } = cageEnvironment(command.env, isShown, scratch);
  return {
    ...command,
    file: SANDBOX_EXEC,
    args: ['-p', seatbeltProfile({ readable, writable, ports }), program, ...command.args],
    env: {
      ...outer,
      ...inner,
      ...homeIn(scratch, command, writable),
      ...(proxyPort === null ? {} : proxied(proxyPort)),
    },
  };
}

function readableFor(
  { command, cage, program }: CageRequest,
  writable: readonly string[],
  { env }: CageTools,
): readonly string[] {
  const homes = homesOf({ command, env });
  const isWide = wideness([...writable, ...homes]);
  const tools = toolchainPaths({ env: command.env, homes, node: process.execPath });
  const shown = (paths: readonly string[]): readonly string[] =>
    traceUnplanted(paths, writable).map(({ real }) => real);
  return [...shown(tools).filter((path) => !isWide(path)), ...shown([...cage.readable, program])];
}

/** Ports of this machine that the cage may talk to without the filter. */
function directPorts({ cage }: CageRequest): readonly number[] {
  if (cage.network.kind === 'none') return [];
  const hosts = cage.network.hosts.map(parseHost).filter((host) => host !== null);
  return hosts.filter(isLoopback).map(({ port }) => port);
}

function proxied(port: number): Readonly<Record<string, string>> {
  const proxy = `http://127.0.0.1:${port}`;
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'];
  const here = { NO_PROXY: LOOPBACK, no_proxy: LOOPBACK, NODE_USE_ENV_PROXY: '1' };
  return { ...Object.fromEntries(names.map((name) => [name, proxy])), ...here };
}

const LOOPBACK = 'localhost,127.0.0.1,::1';
