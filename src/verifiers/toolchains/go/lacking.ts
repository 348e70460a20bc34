import { join } from 'node:path';
import type { CheckResult } from '../../../domain/verdict.ts';
import { type CheckContext, skipped } from '../../runner.ts';
import { readTreeFile } from '../tree-files.ts';
import type { GoModule } from './module.ts';

/** What `go` says where it is the machine that lacks something, not the change. */
const LACKING: readonly (readonly [RegExp, string])[] = [
  [
    /module lookup disabled by GOPROXY=off|: dial tcp|no such host/,
    'modules it needs are not downloaded; get them with: go mod download',
  ],
  [
    /requires go >= |invalid go version|unknown directive: toolchain/,
    'the module asks for a newer Go; get it from https://go.dev/dl',
  ],
];

/** Files by which a change asks for more than the base did. */
const DEMANDS = ['go.mod', 'go.sum'];

/** The result, or that the check could not be run on this machine; a change that asks for what is not there has failed. */
export async function withoutInfrastructure(
  result: CheckResult,
  module: GoModule,
  context: CheckContext,
): Promise<CheckResult> {
  if (result.status !== 'failed' || result.note !== null) return result;
  const why = LACKING.find(([pattern]) => pattern.test(result.output))?.[1];
  if (why === undefined || (await demandsMore(module, context))) return result;
  const { name, command: shown, kind = 'command', package: folder = '' } = result;
  return skipped({ name, shown, kind, package: folder }, why);
}

async function demandsMore({ folder }: GoModule, { scope }: CheckContext): Promise<boolean> {
  for (const name of DEMANDS) {
    const path = join(folder, name);
    if ((await scope.baseFile(path)) !== (await readTreeFile(scope.root, path))) return true;
  }
  return false;
}
