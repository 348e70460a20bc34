import type { Command, ProcessOutcome } from '../../ports/process.ts';
import {
  type CageMaker,
  type CageRequest,
  type CageTools,
  homesOf,
  notStarted,
} from '../cage-maker.ts';
import { cageEnvironment, INNER_TMP } from '../environment.ts';
import { openPassage } from '../network/passage.ts';
import { toolchainPaths } from '../toolchains.ts';
import { bubblewrapArguments } from './arguments.ts';
import { cageContents } from './contents.ts';
import {
  type Bubblewrap,
  type Detected,
  detectBubblewrap,
  WITH_TERM,
  WITHOUT_TERM,
} from './detect.ts';
import { isShown } from './pieces.ts';

/** Cages made by bubblewrap, out of namespaces of the Linux kernel. */
export function createBubblewrapCage(tools: CageTools): CageMaker {
  let detected: Promise<Detected> | null = null;
  return {
    name: 'bubblewrap',
    run: async (request) => {
      detected ??= detectBubblewrap(tools.processes, tools.env['PATH'] ?? '');
      const found = await detected;
      if (!found.ok) return notStarted(found.why === 'missing' ? 'ENOENT' : 'EPERM');
      return request.cage.network.kind === 'none'
        ? await runCaged(request, found.bubblewrap, tools)
        : await runConnected(request, found.bubblewrap, tools);
    },
  };
}

/** With a way to a few hosts: the program is started by a bridge to our filter. */
async function runConnected(
  request: CageRequest,
  bubblewrap: Bubblewrap,
  tools: CageTools,
): Promise<ProcessOutcome> {
  const { command, cage, program } = request;
  const passage = await openPassage({
    hosts: cage.network.kind === 'hosts' ? cage.network.hosts : [],
    dial: tools.dial,
    refused: (target) => tools.denied(target, command),
  });
  const { folder, script, routes } = passage;
  const args = [script, routes, program, ...command.args];
  const readable = [...cage.readable, folder, program];
  try {
    return await runCaged(
      {
        command: { ...command, args },
        cage: { ...cage, readable },
        program: process.execPath,
      },
      bubblewrap,
      tools,
    );
  } finally {
    passage.close();
  }
}

async function runCaged(
  request: CageRequest,
  bubblewrap: Bubblewrap,
  tools: CageTools,
): Promise<ProcessOutcome> {
  const caged = cagedCommand(request, bubblewrap, tools);
  return caged === null ? notStarted('ENOENT') : await tools.processes.run(caged);
}

/** The command that runs another one in a cage; null where a folder it is to change is not there. */
function cagedCommand(
  { command, cage, program }: CageRequest,
  bubblewrap: Bubblewrap,
  tools: CageTools,
): Command | null {
  const homes = homesOf({ command, env: tools.env });
  const pieces = cageContents({
    writable: cage.writable,
    readable: cage.readable,
    toolchains: toolchainPaths({ env: command.env, homes, node: process.execPath }),
    homes,
    program,
  });
  if (pieces === null) return null;
  const env = cageEnvironment(command.env, (path) => isShown(path, pieces), INNER_TMP);
  const { strictness } = bubblewrap;
  const plan = { strictness, pieces, env: env.inner, cwd: command.cwd };
  const argv = throughEnv(
    [bubblewrap.program, ...bubblewrapArguments(plan)],
    [program, ...command.args],
    bubblewrap.env,
  );
  const [file = '', ...args] = argv;
  return { ...command, file, args, env: env.outer };
}

/**
 * bubblewrap itself dies of TERM and takes everything with it at once. Kept from TERM it lives until the program
 * has ended in good order; the program, in the same process group, gets TERM all the same.
 */
function throughEnv(
  cage: readonly string[],
  inside: readonly string[],
  env: string | null,
): readonly string[] {
  if (env === null) return [...cage, ...inside];
  return [env, ...WITHOUT_TERM, ...cage, env, ...WITH_TERM, ...plainly(inside)];
}

/** `env` takes a name with an equals sign for a variable. */
function plainly(argv: readonly string[]): readonly string[] {
  const isMistakable = argv[0]?.includes('=') === true;
  return isMistakable ? ['/bin/sh', '-c', 'exec "$0" "$@"', ...argv] : argv;
}
