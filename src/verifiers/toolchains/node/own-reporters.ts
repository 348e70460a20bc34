/** Reporters that write one line of JSON for each test, to a file beside them. */
export const LINES = 'tests.jsonl';
export const NODE_REPORTER = 'reporter.mjs';
export const MOCHA_REPORTER = 'reporter.cjs';

/** The last line; without it the run was left before its end. */
export const END = '{"end":true}';

/**
 * For `node --test`. Suites only lend their names; what failed because of a test below it is told by that test. Where a
 * file fails as a whole, what it said last tells why.
 */
export const NODE_REPORTER_TEXT = `
const said = new Map();
const open = [];
export default async function* report(source) {
  for await (const { type, data } of source) {
    if (type === 'test:stderr') {
      said.set(data.file, ((said.get(data.file) ?? '') + data.message).slice(-4000));
    } else if (type === 'test:start') {
      open.length = data.nesting;
      open[data.nesting] = data.name;
    } else if (type === 'test:pass' || type === 'test:fail') {
      open.length = data.nesting;
      const titles = [...open, data.name];
      open[data.nesting] = data.name;
      if (data.details?.type === 'suite') continue;
      const error = data.details?.error;
      const cause = error?.cause ?? error;
      const whole = said.get(data.name);
      const left = data.skip !== undefined && data.skip !== false;
      const todo = data.todo !== undefined && data.todo !== false;
      yield JSON.stringify({
        file: data.file ?? null,
        line: data.line ?? null,
        titles,
        status: left || todo ? 'skipped' : type === 'test:pass' ? 'passed' : 'failed',
        below: error?.failureType === 'subtestsFailed',
        message: error ? String(whole ?? cause?.message ?? cause) : null,
        stack: error ? String(cause?.stack ?? '') : null,
      }) + '\\n';
    }
  }
  yield '${END}\\n';
}
`;

/** For mocha: what its usual reporter prints, and our lines. */
export const MOCHA_REPORTER_TEXT = `
const { appendFileSync } = require('node:fs');
const { join } = require('node:path');
const file = join(__dirname, '${LINES}');
function usual() {
  try {
    return require(require.resolve('mocha', { paths: [process.cwd()] })).reporters.Spec;
  } catch {
    return null;
  }
}
module.exports = function Report(runner, options) {
  const Spec = usual();
  if (Spec) new Spec(runner, options);
  const tell = (status) => (test, error) =>
    appendFileSync(
      file,
      JSON.stringify({
        file: test.file ?? test.parent?.file ?? null,
        line: null,
        titles: typeof test.titlePath === 'function' ? test.titlePath() : [test.title],
        status,
        below: false,
        message: error ? String(error.message ?? error) : null,
        stack: error ? String(error.stack ?? '') : null,
      }) + '\\n',
    );
  appendFileSync(file, '');
  runner.on('pass', tell('passed'));
  runner.on('fail', tell('failed'));
  runner.on('pending', tell('skipped'));
  runner.on('end', () => appendFileSync(file, '${END}\\n'));
};
`;
