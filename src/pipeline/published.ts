import type { Progress } from './progress.ts';
import { recordOf, withRecord } from './progress.ts';
import type { DeliveryEnv } from './spec-env.ts';

/** Every chunk whose commit a pull request now shows is published; said once each. */
export function markPublished(progress: Progress, branch: string, env: DeliveryEnv): Progress {
  const part = progress.parts.find((one) => one.branch === branch);
  if (part === undefined) return progress;
  return progress.chunks.reduce((now, chunk) => {
    const record = recordOf(now, chunk.id);
    if (record.branch !== branch || !['committed', 'published'].includes(record.state.status))
      return now;
    if (record.state.status === 'committed') {
      env.deps.events.emit({
        type: 'chunk.published',
        spec: now.spec.path,
        chunk: chunk.id,
        title: chunk.title,
        branch,
      });
    }
    return withRecord(now, chunk.id, { state: { status: 'published' }, pull: part.pull });
  }, progress);
}
