import { describe, expect, it } from 'vitest';
import { parseListing } from '../../../src/git/listing.ts';
import { isRevision, parseBatch } from '../../../src/git/objects.ts';
import { parseCommits, parseNumstat, parseRaw } from '../../../src/git/parse.ts';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const NONE = '0'.repeat(40);

describe('parseRaw', () => {
  it('reads every kind of change', () => {
    const fields = [
      `:100644 100755 ${A} ${B} M`,
      'run me',
      `:000000 120000 ${NONE} ${B} A`,
      'link',
      `:100644 000000 ${A} ${NONE} D`,
      'gone\n',
      `:100644 100644 ${A} ${A} R100`,
      'old',
      'new',
      `:100644 160000 ${A} ${B} T`,
      'module',
    ];
    expect(
      parseRaw(fields).map(({ path, from, kind, newMode }) => [path, from, kind, newMode]),
    ).toEqual([
      ['run me', null, 'modified', '100755'],
      ['link', null, 'added', '120000'],
      ['gone\n', null, 'deleted', '000000'],
      ['new', 'old', 'renamed', '100644'],
      ['module', null, 'type_changed', '160000'],
    ]);
    expect(parseRaw([])).toEqual([]);
  });
});

describe('parseNumstat', () => {
  it('reads counts, binaries, renames and names with tabs', () => {
    expect(parseNumstat(['3\t1\ta\tb', '-\t-\tpic.png', '0\t2\t', 'old', 'new'])).toEqual([
      { path: 'a\tb', from: null, added: 3, deleted: 1 },
      { path: 'pic.png', from: null, added: null, deleted: null },
      { path: 'new', from: 'old', added: 0, deleted: 2 },
    ]);
  });
});

describe('parseCommits', () => {
  it('reads parents and trailers, the last of a repeated key', () => {
    const trailers = 'Codelicious-Chunk\x1fabc\x1eKey\x1fone\x1eKey\x1ftwo: three';
    expect(parseCommits([A, `${B} ${A}`, 'Subject', trailers, B, '', 'Root', ''])).toEqual([
      {
        sha: A,
        parents: [B, A],
        subject: 'Subject',
        trailers: { 'Codelicious-Chunk': 'abc', Key: 'two: three' },
      },
      { sha: B, parents: [], subject: 'Root', trailers: {} },
    ]);
  });
});

describe('parseListing', () => {
  it('tells tracked, submodules, deleted, left out and untracked apart', () => {
    const fields = [
      `H 100644 ${A} 0\ta\tb`,
      `M 100644 ${A} 1\tconflict`,
      `M 100644 ${B} 2\tconflict`,
      `H 160000 ${A} 0\tmodule`,
      `H 100644 ${A} 0\tgone`,
      `R 100644 ${A} 0\tgone`,
      `S 100644 ${A} 0\tsparse`,
      '? new\tname',
      '? nested/',
    ];
    expect(parseListing(fields)).toEqual({
      tracked: ['a\tb', 'conflict', 'module', 'gone', 'sparse'],
      submodules: ['module'],
      deleted: ['gone'],
      sparse: ['sparse'],
      untracked: ['new\tname', 'nested/'],
    });
  });
});

describe('parseBatch', () => {
  it('keeps order over blobs, trees, absent and dangling names', () => {
    const reply = Buffer.from(
      `${A} blob 3\na\nb\nHEAD:x y missing\n${B} tree 4\n\0\n\0\n\ndangling 3\nabc\n${A} blob 0\n\n`,
    );
    expect(parseBatch(reply, 5).map((blob) => blob?.toString() ?? null)).toEqual([
      'a\nb',
      null,
      null,
      null,
      '',
    ]);
  });

  it('makes up for a reply that ends too soon', () => {
    expect(parseBatch(Buffer.from(''), 2)).toEqual([null, null]);
  });
});

describe('isRevision', () => {
  it.each([
    ['HEAD~2', true],
    ['', false],
    ['--all', false],
    ['a\nb', false],
  ])('%j: %s', (text, expected) => {
    expect(isRevision(text)).toBe(expected);
  });
});
