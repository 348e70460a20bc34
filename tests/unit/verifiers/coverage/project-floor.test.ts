import { describe, expect, it } from 'vitest';
import { manifestFloor } from '../../../../src/verifiers/coverage/project-floor.ts';

const floorIn = (files: Readonly<Record<string, string>>) =>
  manifestFloor.read(new Map(Object.entries(files)));

describe('manifestFloor', () => {
  it.each<[string, Readonly<Record<string, string>>, number | null]>([
    ['nothing', {}, null],
    ['a table', { 'pyproject.toml': '[tool.codelicious]\nmin_coverage = 85.5\n' }, 85.5],
    ['a dotted key', { 'pyproject.toml': 'tool.codelicious.min_coverage = 0' }, 0],
    ['a table without it', { 'pyproject.toml': '[tool.codelicious]\nother = 1\n' }, null],
    ['a name alone', { 'pyproject.toml': '[project]\nname = "codelicious"\n' }, null],
    ['the other manifest', { 'package.json': '{"codelicious":{"minCoverage":70}}' }, 70],
    ['its name alone', { 'package.json': '{"name":"codelicious","codelicious":[1]}' }, null],
    [
      'both',
      {
        'package.json': '{"codelicious":{"minCoverage":70}}',
        'pyproject.toml': '[tool.codelicious]\nmin_coverage = 60\n',
      },
      60,
    ],
  ])('%s', async (_, files, percent) => {
    expect(await floorIn(files)).toEqual({ percent, warning: null });
  });

  it.each<[Readonly<Record<string, string>>, RegExp]>([
    [{ 'pyproject.toml': '[tool.codelicious]\nmin_coverage = "90"\n' }, /^pyproject\.toml: tool\./],
    [{ 'pyproject.toml': '[tool.codelicious]\nmin_coverage = -1\n' }, /from 0 to 100$/],
    [{ 'pyproject.toml': '[tool.codelicious]\nmin_coverage = nan\n' }, /from 0 to 100$/],
    [{ 'package.json': '{"codelicious":{"minCoverage":101}}' }, /^package\.json: codelicious\.min/],
    [{ 'package.json': '{"codelicious":{"minCoverage":null}}' }, /must be a number/],
  ])('refuses %j', async (files, message) => {
    await expect(floorIn(files)).rejects.toMatchObject({
      code: 'config',
      message: expect.stringMatching(message) as string,
    });
  });

  it('says what it cannot read, and goes on', async () => {
    const files = {
      'pyproject.toml': '[tool.codelicious\n',
      'package.json': '{"codelicious":{"minCoverage":70}}',
    };
    expect(await floorIn(files)).toEqual({ percent: 70, warning: null });
    const { warning } = await floorIn({ 'package.json': '{"codelicious":' });
    expect(warning).toContain('package.json does not parse');
  });
});
