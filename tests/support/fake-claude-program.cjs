/**
 * The body of the stand-in `claude` that fake-claude.ts installs. It reads `scenario.json` of its
 * folder, notes the call in `calls.jsonl` there, and does what the first fitting step says. CommonJS, which starts
 * sooner.
 */
const { spawn, spawnSync } = require('node:child_process');
const {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} = require('node:fs');
const { dirname, join } = require('node:path');

const FLOOD_LINE = `${'flood '.repeat(20_000)}\n`;

/** @param {string} folder where the scenario lies */
async function main(folder) {
  const prompt = readFileSync(0, 'utf8');
  const { env } = process;
  const about = {
    job: env.CODELICIOUS_JOB ?? '',
    title: env.CODELICIOUS_CHUNK_TITLE ?? '',
    spec: env.CODELICIOUS_SPEC ?? '',
  };
  const scenario = JSON.parse(readFileSync(join(folder, 'scenario.json'), 'utf8'));
  const attempt = countAttempts(folder, about) + 1;
  const index = scenario.findIndex((step) => fits(step, { ...about, attempt }));
  const step = scenario[index] ?? {};
  const call = { ...about, attempt, step: index, argv: process.argv.slice(2), prompt, env };
  const child = step.orphan === true ? startOrphan() : null;
  note(folder, { ...call, cwd: process.cwd(), pid: process.pid, child });
  change(step);
  await speak(step, prompt);
}

function countAttempts(folder, about) {
  const file = join(folder, 'calls.jsonl');
  if (!existsSync(file)) return 0;
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .filter((call) => call.job === about.job && call.title === about.title).length;
}

function fits(step, { job, title, spec, attempt }) {
  return (
    (step.job === undefined || step.job === job) &&
    (step.chunk === undefined || title.includes(step.chunk)) &&
    (step.spec === undefined || step.spec === spec) &&
    (step.attempt === undefined || step.attempt === attempt)
  );
}

function note(folder, call) {
  appendFileSync(join(folder, 'calls.jsonl'), `${JSON.stringify(call)}\n`);
}

/** A child that ignores TERM in a session of its own, as the real program's tools have. */
function startOrphan() {
  const code = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)";
  const child = spawn(process.execPath, ['-e', code], { detached: true, stdio: 'ignore' });
  child.unref();
  return child.pid;
}

/** What each member of a step does with one of its entries. */
const CHANGES = {
  write: ([path, text]) => place(path, text),
  append: ([path, text]) =>
    place(path, `${existsSync(path) ? readFileSync(path, 'utf8') : ''}${text}`),
  replace: ({ path, old, new: text }) => {
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replace(old, () => text),
    );
  },
  remove: (path) => rmSync(path, { recursive: true, force: true }),
  executable: (path) => chmodSync(path, 0o755),
  symlink: ([path, target]) => symlinkSync(target, path),
  git: (args) => runGit(args),
};

function change(step) {
  for (const [member, apply] of Object.entries(CHANGES)) {
    const entries = step[member] ?? [];
    for (const entry of Array.isArray(entries) ? entries : Object.entries(entries)) apply(entry);
  }
}

function place(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function runGit(args) {
  const identity = ['-c', 'user.name=Agent', '-c', 'user.email=agent@example.com'];
  const { status, stderr } = spawnSync('git', [...identity, ...args], { encoding: 'utf8' });
  if (status !== 0) process.stderr.write(`git ${args.join(' ')}: ${stderr}\n`);
}

async function speak(step, prompt) {
  if (step.flood !== undefined) await flood(step.flood, floodPiece(step));
  if (step.stderr !== undefined) process.stderr.write(step.stderr);
  if (step.bytes !== undefined) process.stdout.write(Buffer.from(step.bytes, 'base64'));
  else process.stdout.write(step.output ?? stream(step, prompt));
  if (step.delayMs !== undefined)
    await new Promise((resolve) => void setTimeout(resolve, step.delayMs));
  if (step.hang === true || step.linger === true)
    await new Promise(() => void setTimeout(() => {}, 2 ** 30));
  process.exitCode = step.exitCode ?? 0;
}

/** What a flood consists of: plain text, or one message over and over. */
function floodPiece({ floodLine = 0, floodMessage }) {
  if (floodMessage === undefined)
    return floodLine > FLOOD_LINE.length ? FLOOD_LINE.trimEnd() : FLOOD_LINE;
  const [head, tail] = JSON.stringify(floodMessage).split('@');
  const text = 'flood, "grüße" '.repeat(Math.ceil(floodLine / 15)).slice(0, floodLine);
  return `${head}${JSON.stringify(text).slice(1, -1)}${tail}\n`;
}

async function flood(bytes, piece) {
  for (let sent = 0; sent < bytes; sent += piece.length) {
    if (!process.stdout.write(piece)) {
      await new Promise((resolve) => process.stdout.once('drain', resolve));
    }
  }
}

/** What the real program would print, unless the scenario says otherwise. */
function stream(step, prompt) {
  const session_id = step.session ?? '00000000-0000-4000-8000-000000000000';
  const text = [step.summary ?? 'Done.', ...remaining(step)].join('\n');
  const lines = step.lines ?? [
    { type: 'system', subtype: 'init', session_id, model: 'fake-model', tools: [] },
    { type: 'assistant', message: { content: [{ type: 'text', text }] }, session_id },
    ...(step.hang === true ? [] : [result(step, { session_id, text, prompt })]),
  ];
  return lines
    .map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`)
    .join('');
}

function remaining(step) {
  if (step.remaining === undefined) return [];
  return ['```remaining', ...step.remaining.map((item) => `- ${item}`), '```'];
}

function result(step, { session_id, text, prompt }) {
  return {
    type: 'result',
    subtype: 'success',
    is_error: false,
    result: text,
    session_id,
    num_turns: 1,
    total_cost_usd: step.costUsd ?? 0.01,
    usage: { input_tokens: Math.ceil(prompt.length / 4), output_tokens: 20 },
    ...step.result,
  };
}

module.exports = { main };
