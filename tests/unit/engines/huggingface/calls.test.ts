import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCallReader } from '../../../../src/engines/huggingface/calls.ts';
import type { CallPiece } from '../../../../src/engines/huggingface/chunk.ts';

function read(pieces: readonly CallPiece[], taken: readonly string[] = []) {
  const reader = createCallReader();
  for (const piece of pieces) reader.add(piece);
  return reader.calls(new Set(taken));
}

const json = (value: unknown) => ({ type: 'json', value });

describe('createCallReader', () => {
  it('puts pieces together by their index, mixed as they may come', () => {
    const calls = read([
      { index: 0, id: 'a', function: { name: 'one', arguments: '' } },
      { index: 1, id: 'b', function: { name: 'two', arguments: '{"y"' } },
      { index: 0, function: { arguments: '{"x":' } },
      { index: 1, function: { arguments: ':2}' } },
      { index: 0, function: { arguments: '1}' } },
    ]);
    expect(calls).toEqual([
      { id: 'a', name: 'one', arguments: json({ x: 1 }) },
      { id: 'b', name: 'two', arguments: json({ y: 2 }) },
    ]);
  });

  it('tells calls apart that all have the same index, by their ids', () => {
    const calls = read([
      { index: 0, id: 'a', function: { name: 'one', arguments: '{}' } },
      { index: 0, id: 'b', function: { name: 'one', arguments: '{"n":1}' } },
    ]);
    expect(calls.map(({ id, arguments: given }) => [id, given])).toEqual([
      ['a', json({})],
      ['b', json({ n: 1 })],
    ]);
  });

  it('goes on with a call whose id is repeated', () => {
    const calls = read([
      { index: 0, id: 'a', function: { name: 'one', arguments: '{"x"' } },
      { index: 0, id: 'a', function: { name: 'one', arguments: ':1}' } },
    ]);
    expect(calls).toEqual([{ id: 'a', name: 'one', arguments: json({ x: 1 }) }]);
  });

  it('does without indexes', () => {
    const calls = read([
      { id: 'a', function: { name: 'one', arguments: '{"x"' } },
      { function: { arguments: ':1}' } },
      { id: 'b', function: { name: 'two', arguments: '{}' } },
    ]);
    expect(calls.map(({ name }) => name)).toEqual(['one', 'two']);
    expect(calls[0]?.arguments).toEqual(json({ x: 1 }));
  });

  it('does without indexes and ids', () => {
    const calls = read([
      { function: { name: 'one', arguments: '{}' } },
      { function: { name: 'one', arguments: { whole: true } } },
    ]);
    expect(calls.map(({ arguments: given }) => given)).toEqual([json({}), json({ whole: true })]);
    expect(new Set(calls.map(({ id }) => id)).size).toBe(2);
  });

  it('gives an id to a call without one, and to one whose id is taken', () => {
    const calls = read(
      [
        { index: 0, id: '', function: { name: 'one' } },
        { index: 1, id: 'taken', function: { name: 'two' } },
        { index: 2, function: { name: 'three' } },
      ],
      ['taken', 'call00001'],
    );
    const ids = calls.map(({ id }) => id);
    expect(new Set([...ids, 'taken', 'call00001']).size).toBe(5);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9]{9}$/);
  });

  it('hands on as text what was cut', () => {
    const [call] = read([{ index: 0, id: 'a', function: { name: 'one', arguments: '{"x": "a' } }]);
    expect(call?.arguments).toEqual({ type: 'malformed', raw: '{"x": "a' });
  });

  it('takes none for an empty object', () => {
    const [call] = read([{ index: 0, id: 'a', function: { name: 'one', arguments: null } }]);
    expect(call?.arguments).toEqual(json({}));
  });

  it('is the same however the arguments are cut', () => {
    const value = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(value, fc.array(fc.nat({ max: 30 })), (given, cuts) => {
        const text = JSON.stringify(given);
        const pieces: string[] = [];
        let rest = text;
        for (const cut of cuts) {
          pieces.push(rest.slice(0, cut));
          rest = rest.slice(cut);
        }
        const calls = read([
          { index: 3, id: 'a', function: { name: 'one', arguments: '' } },
          ...[...pieces, rest].map((piece) => ({ index: 3, function: { arguments: piece } })),
        ]);
        expect(calls).toEqual([{ id: 'a', name: 'one', arguments: json(JSON.parse(text)) }]);
      }),
    );
  });
});
