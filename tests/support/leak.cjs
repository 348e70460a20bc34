// Prints all that it can find of a person's secrets, in every form: its environment, that of its ancestors, and
// the files named on its command line. `node leak.cjs FILE…`, or by `require('./leak.cjs')(files)`.

const { readFileSync } = require('node:fs');

/** @param {() => string} get */
function attempt(get) {
  try {
    return get();
  } catch (error) {
    return String(error.code);
  }
}

/** @param {readonly string[]} files @returns {string} */
function loot(files) {
  const values = Object.entries(process.env).map(([name, value = '']) => `${name}=${value}`);
  const pids = ['self', String(process.ppid), '1', '2'];
  for (const pid of pids) values.push(attempt(() => readFileSync(`/proc/${pid}/environ`, 'utf8')));
  const status = attempt(() => readFileSync(`/proc/${process.ppid}/status`, 'utf8'));
  const grand = /^PPid:\s*(\d+)/m.exec(status)?.[1] ?? '0';
  values.push(attempt(() => readFileSync(`/proc/${grand}/environ`, 'utf8')));
  for (const file of files) values.push(`${file}: ${attempt(() => readFileSync(file, 'utf8'))}`);
  const plain = values.join('\n').replaceAll('\0', '\n');
  const bytes = Buffer.from(plain);
  return [
    plain,
    JSON.stringify(plain),
    JSON.stringify({ nested: JSON.stringify({ plain }) }),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    ...values.map((value) => encodeURIComponent(value.toWellFormed?.() ?? value)),
  ].join('\n');
}

module.exports = loot;
if (require.main === module) process.stdout.write(`${loot(process.argv.slice(2))}\n`);
