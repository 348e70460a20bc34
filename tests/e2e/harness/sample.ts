import type { FakeStep } from '../../support/fake-claude.ts';
import type { Files } from '../../support/git-repo.ts';

/** One task of a sample spec, and what the stand-in does for it. */
export interface SampleTask {
  readonly title: string;
  /** Lines it adds, each its own; default 40. */
  readonly lines?: number;
  /** The file they go to; default derived from the title. */
  readonly path?: string;
}

/** A check of the sample repository that costs next to nothing: fails while `BROKEN` stands in a source file. */
const CHECK = `if grep -rn BROKEN src; then exit 1; fi\n`;

/** The configuration by which the sample repository is verified. */
const CONFIG = { verify: { commands: ['sh check.sh'] } };

/** A small repository that can be verified in milliseconds, with the given specs. */
export function sampleFiles(specs: Files, config: unknown = CONFIG): Files {
  return {
    'README.md': '# Sample\n\nA small library of greetings.\n',
    'check.sh': CHECK,
    'src/index.js': 'export const version = 1;\n',
    '.codelicious/config.json': `${JSON.stringify(config, null, 2)}\n`,
    ...specs,
  };
}

/** A plain spec with one open box per title. */
export function specText(title: string, tasks: readonly SampleTask[]): string {
  const boxes = tasks.map((task) => `- [ ] ${task.title}\n`).join('');
  return `# ${title}\n\nWhat the library lacks.\n\n## Tasks\n\n${boxes}`;
}

/** What the stand-in writes for a task when it does as told. */
export function sampleStep(task: SampleTask): FakeStep {
  return { chunk: task.title, write: { [pathOf(task)]: sourceLines(task) } };
}

/** The file a task of the sample writes. */
export function pathOf(task: SampleTask): string {
  return task.path ?? `src/${slug(task.title)}.js`;
}

/** The text a task of the sample writes. */
export function sourceLines({ title, lines = 40 }: SampleTask): string {
  const name = slug(title).replaceAll('-', '_');
  const rows = Array.from({ length: lines }, (_, index) => {
    return `export const ${name}_${String(index + 1)} = ${String(index + 1)};\n`;
  });
  return rows.join('');
}

function slug(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
