import { oneLine } from '../domain/text-limits.ts';
import { INDENT, item, named, type ProgressLook, type Tellings } from './progress-item.ts';

/** What went wrong or wants attention: shown at every level, and understood by itself. */
export const FAULTS: Tellings = {
  'run.warning': ({ message }, { look }) =>
    item(look.palette.yellow('!'), message, { indent: INDENT.run, look }),
  'run.interrupted': ({ signal }, { look }) =>
    item(look.palette.yellow('■'), `${signal}: ending the work in hand`, {
      indent: INDENT.run,
      look,
    }),
  'budget.reached': ({ message }, { look }) =>
    item(look.palette.yellow('■'), message, { indent: INDENT.run, look }),
  'spec.skipped': ({ spec, message }, { look }) =>
    item(look.palette.red('✗'), named(spec, message), { indent: INDENT.run, look }),
  'chunk.failed': ({ title, message, attemptRef }, { look }) => {
    const text = `${nameIfQuiet(title, look)}failed: ${message}`;
    const kept = attemptRef === null ? [] : [`the attempt is kept as ${attemptRef}`];
    return [fault(text, look), ...kept.map((line) => hint(line, look))].join('\n');
  },
  'chunk.parked': ({ title, question, options }, { look }) => {
    const asked = item(look.palette.yellow('?'), `${nameIfQuiet(title, look)}${question}`, {
      indent: INDENT.step,
      look,
    });
    return [asked, ...options.map((option) => hint(`- ${oneLine(option)}`, look))].join('\n');
  },
  'pull.push_failed': ({ branch, message }, { look }) =>
    fault(`${branch} could not be pushed: ${message}`, look),
  'pull.failed': ({ branch, message }, { look }) =>
    fault(`the pull request of ${branch}: ${message}`, look),
};

/** Where the line that named the chunk was not shown, the fault names it. */
function nameIfQuiet(title: string, look: ProgressLook): string {
  return look.level === 'quiet' ? `${oneLine(title)}: ` : '';
}

function fault(text: string, look: ProgressLook): string {
  return item(look.palette.red('✗'), text, { indent: INDENT.step, look });
}

function hint(text: string, look: ProgressLook): string {
  return item(' ', text, { indent: INDENT.step, look, paint: (line) => look.palette.dim(line) });
}
