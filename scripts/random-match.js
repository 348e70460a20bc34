/**
 * A random text that a regular expression matches; for the syntax that Go's and JavaScript's expressions share,
 * with Go's groups for flags. Look-arounds and references are not known.
 * @param {string} source
 * @param {() => number} random between 0 and 1
 */
export function randomMatch(source, random) {
  const state = { source, at: 0, random, fold: false };
  return alternatives(state)();
}

/** Most repetitions of what may be repeated without an end. */
const MOST = 24;
const PRINTED = Array.from({ length: 95 }, (_, code) => String.fromCharCode(32 + code));
const WORD = PRINTED.filter((char) => /\w/.test(char));
const CLASSES = {
  d: [...'0123456789'],
  w: WORD,
  s: [' '],
  D: PRINTED.filter((char) => /\D/.test(char)),
  W: PRINTED.filter((char) => /\W/.test(char)),
  S: PRINTED.filter((char) => /\S/.test(char)),
};
const ESCAPES = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v' };
const NOTHING = () => '';

/** Reads up to a closing bracket or the end; gives what writes one of the choices. */
function alternatives(state) {
  const { fold } = state;
  const choices = [sequence(state)];
  while (state.source[state.at] === '|') {
    state.at += 1;
    choices.push(sequence(state));
  }
  state.fold = fold;
  return () => pick(choices, state)();
}

function sequence(state) {
  const parts = [];
  while (state.at < state.source.length && !'|)'.includes(state.source[state.at])) {
    parts.push(repeated(atom(state), state));
  }
  return () => parts.map((part) => part()).join('');
}

function atom(state) {
  const sign = state.source[state.at];
  state.at += 1;
  if (sign === '(') return group(state);
  if (sign === '[') return characters(charClass(state), state);
  if (sign === '\\') return escaped(state);
  if (sign === '.')
    return characters(/[{*+]/.test(state.source[state.at] ?? '') ? WORD : ['.'], state);
  if (sign === '^' || sign === '$') return NOTHING;
  return characters([sign], state);
}

function group(state) {
  const { fold } = state;
  const [, flags, end] = /^\?(?:P?<\w+>|([a-z-]*)([:)]))/.exec(state.source.slice(state.at)) ?? [];
  const opening = /^\?(?:P?<\w+>|[a-z-]*[:)])/.exec(state.source.slice(state.at))?.[0] ?? '';
  state.at += opening.length;
  if (flags?.includes('i')) state.fold = !flags.includes('-i');
  if (end === ')') return NOTHING;
  const write = alternatives(state);
  state.at += 1;
  state.fold = fold;
  return write;
}

function escaped(state) {
  const sign = state.source[state.at];
  state.at += 1;
  if ('bBzAZ'.includes(sign)) return NOTHING;
  return characters(escapeClass(sign, state), state);
}

function escapeClass(sign, state) {
  if (sign in CLASSES) return CLASSES[sign];
  if (sign !== 'x') return [ESCAPES[sign] ?? sign];
  const code = state.source.slice(state.at, state.at + 2);
  state.at += 2;
  return [String.fromCharCode(Number.parseInt(code, 16))];
}

function charClass(state) {
  const isNegated = state.source[state.at] === '^';
  if (isNegated) state.at += 1;
  const found = new Set();
  for (let first = true; first || state.source[state.at] !== ']'; first = false) {
    const low = classMember(state);
    if (low.length === 1 && state.source[state.at] === '-' && state.source[state.at + 1] !== ']') {
      state.at += 1;
      const [high] = classMember(state);
      for (let code = low[0].charCodeAt(0); code <= high.charCodeAt(0); code += 1) {
        found.add(String.fromCharCode(code));
      }
    } else for (const char of low) found.add(char);
  }
  state.at += 1;
  if (isNegated) return PRINTED.filter((char) => !found.has(char));
  return state.fold ? [...found].flatMap(bothCases) : [...found];
}

/** A class without regard to case holds both; a word is written as it stands, as it is in real life. */
function bothCases(char) {
  return [...new Set([char.toLowerCase(), char.toUpperCase()])];
}

function classMember(state) {
  const sign = state.source[state.at];
  state.at += 1;
  if (sign !== '\\') return [sign];
  const escape = state.source[state.at];
  state.at += 1;
  return escapeClass(escape, state);
}

function characters(set, state) {
  return () => pick(set, state);
}

function repeated(write, state) {
  const found = /^(?:\{(\d+)(,?)(\d*)\}|([?*+]))\??/.exec(state.source.slice(state.at));
  if (found === null) return write;
  state.at += found[0].length;
  const [, least, comma, most, sign] = found;
  const low = sign === undefined ? Number(least) : Number(sign === '+');
  const open = sign === '?' ? 1 : low + MOST;
  const high =
    sign !== undefined ? open : comma === '' ? low : most === '' ? low + MOST : Number(most);
  return () => {
    const count = low + Math.floor(state.random() * (high - low + 1));
    return Array.from({ length: count }, write).join('');
  };
}

function pick(list, { random }) {
  return list[Math.floor(random() * list.length)];
}
