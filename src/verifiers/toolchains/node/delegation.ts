/** Calls that run the scripts of all packages of a repository, each as it stands in a script. */
const PLAIN =
  /^(?:npm (?:run )?(?:test|t) (?:--workspaces|-ws)|npm (?:--workspaces|-ws) (?:run )?test|pnpm (?:-r|--recursive) (?:run )?test|pnpm (?:run )?(?:-r|--recursive) test|yarn workspaces run test|yarn workspaces foreach (?:-\S+ |--\S+ )*(?:run )?test|bun run --filter \S+ test)(?: --if-present| --stream| --parallel| --include-workspace-root=false)*$/;
const MEMBERS =
  /(?:^|[\s;&|])(?:npm\b[^;&|]*\s(?:--workspaces|-ws|--workspace|-w)\b|pnpm\b[^;&|]*\s(?:-r|--recursive|--filter|-F)\b|yarn workspaces? |bun run --filter |(?:npx |yarn |pnpm |pnpm exec )?(?:turbo|nx|lerna)\b)/;

/**
 * Whether a root's test script runs the scripts of the packages below it: `plainly` where it does nothing else,
 * `somehow` where it may do more, such as building them first.
 */
export function runsMembers(scripts: readonly string[]): 'plainly' | 'somehow' | 'no' {
  const [only, ...more] = scripts.map((script) => script.trim());
  if (only !== undefined && more.length === 0 && PLAIN.test(only)) return 'plainly';
  return scripts.some((script) => MEMBERS.test(script)) ? 'somehow' : 'no';
}
