import { oneLine } from '../domain/text-limits.ts';
import {
  INDENT,
  item,
  named,
  type ProgressLook,
  type ProgressScene,
  type Tellings,
} from './progress-item.ts';

/** What went wrong or wants attention: shown at every level, and understood by itself. */
export const FAULTS: Tellings = {
  'run.warning': ({ message }, { look }) =>
    item(look.palette.yellow('!'), message, { indent: INDENT.run, look }),
  'run.interrupted': ({ signal }, { look }) =>
    item(look.palette.yellow('■'), `${signal}: ending the work in hand`, {
      indent: INDENT.run,
      look,
    }),
  // What it says of the limit is said by the summary too.
  'budget.reached': ({ limit, message }, { look }) => {
    const text = limit.startsWith('--') ? `${limit} is reached; nothing more is begun` : message;
    return item(look.palette.yellow('■'), text, { indent: INDENT.run, look });
  },
  'engine.resting': ({ engine, until, known, message }, { look }) => {
    const end = known ? `until ${until.replace(/\.\d+Z$/, 'Z')}` : 'nobody said until when';
    const text = `${engine} is rate-limited, ${end}: ${message}`;
    return item(look.palette.yellow('!'), text, { indent: indentOf(look), look });
  },
  'engine.excluded': ({ engine, message }, { look }) =>
    item(look.palette.red('✗'), `${engine} is left out of this run: ${message}`, {
      indent: indentOf(look),
      look,
    }),
  'spec.plan_failed': ({ spec, message }, { look }) =>
    item(look.palette.yellow('!'), `${spec}: planned without the model: ${message}`, {
      indent: INDENT.run,
      look,
    }),
  'spec.skipped': ({ spec, message }, { look }) =>
    item(look.palette.red('✗'), named(spec, message), { indent: INDENT.run, look }),
  'chunk.failed': ({ title, message, attemptRef }, { look }) => {
    const text =
      look.level === 'quiet' ? `${oneLine(title)} failed: ${message}` : `failed: ${message}`;
    const kept = attemptRef === null ? [] : [`the attempt is kept as ${attemptRef}`];
    return [fault(text, look), ...kept.map((line) => hint(line, look))].join('\n');
  },
  'chunk.parked': ({ title, question, options, attemptRef }, { look }) => {
    const asked = item(look.palette.yellow('?'), asksOf(title, question, look), {
      indent: indentOf(look),
      look,
    });
    const kept = attemptRef === undefined ? [] : [`the attempt, masked, is kept as ${attemptRef}`];
    const more = [...options.map((option) => `- ${oneLine(option)}`), ...kept];
    return [asked, ...more.map((line) => hint(line, look))].join('\n');
  },
  'pull.push_failed': (event, scene) =>
    heldBack(event, `${event.branch} could not be pushed: ${event.message}`, scene),
  'pull.failed': (event, scene) =>
    heldBack(event, `the pull request of ${event.branch}: ${event.message}`, scene),
};

/** Every commit tries again; a reason that is still the same is not told at length again. */
function heldBack(
  { branch, message }: { readonly branch: string; readonly message: string },
  text: string,
  { look, state }: ProgressScene,
): string | null {
  if (state.held[branch] !== message) return fault(text, look);
  return look.level === 'quiet' ? null : fault(`${branch}: still not delivered`, look);
}

/** Where the line that named the chunk was not shown, the question names it. */
function asksOf(title: string, question: string, look: ProgressLook): string {
  return look.level === 'quiet' ? `${oneLine(title)} asks: ${question}` : question;
}

/** Below the chunk's line, where that was shown. */
function indentOf(look: ProgressLook): number {
  return look.level === 'quiet' ? INDENT.run : INDENT.step;
}

function fault(text: string, look: ProgressLook): string {
  return item(look.palette.red('✗'), text, { indent: indentOf(look), look });
}

function hint(text: string, look: ProgressLook): string {
  const paint = (line: string): string => look.palette.dim(line);
  return item(' ', text, { indent: indentOf(look), look, paint });
}
