import { join } from 'node:path';
import type { RunId } from '../domain/ids.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { EventSink } from '../ports/event-sink.ts';
import type { Postmortems } from '../ports/postmortems.ts';
import type { Processes } from '../ports/process.ts';
import { createAuditSink } from '../report/audit-sink.ts';
import { createEventStream } from '../report/event-stream.ts';
import { createJsonLinesFile, createJsonLinesWriter } from '../report/json-lines.ts';
import { createLogFile } from '../report/log-file.ts';
import { createProgress } from '../report/progress.ts';
import type { StampedSink } from '../report/stamped-sink.ts';
import { createAuditLog } from '../store/audit-log.ts';
import { createPostmortems } from '../store/postmortems.ts';
import { createProcesses } from '../system/processes.ts';
import { startWatchdog } from '../system/watchdog.ts';
import { palette } from '../text/palette.ts';
import { progressView } from '../text/progress.ts';
import type { Repository } from './repository.ts';
import type { AppRequest, Display, EventTarget } from './surroundings.ts';

/** What is kept of one run, and what keeps watch over it. */
export interface Records {
  readonly events: EventSink;
  readonly audit: AuditLog;
  readonly postmortems: Postmortems;
  /** Starts programs that do not outlive this run, however it ends. */
  readonly processes: Processes;
  close(): void;
}

interface Closable extends StampedSink {
  close?(): void;
}

/** Opens log, audit log, progress and event stream of a run, and starts its watchdog. */
export function openRecords(opening: {
  readonly request: AppRequest;
  readonly repository: Repository;
  readonly run: RunId;
  readonly logged: (path: string) => void;
}): Records {
  const { request, repository, run } = opening;
  const { stateDir, env, clock } = repository;
  const now = (): number => clock.now();
  const redact = (text: string): string => repository.redactor.redact(text);
  const log = createLogFile({ dir: join(stateDir, 'logs'), now, level: env['CODELICIOUS_LOG'] });
  opening.logged(log.path);
  const warn = (message: string): void => {
    events.emit({ type: 'run.warning', message });
  };
  const auditDir = env['CODELICIOUS_AUDIT_DIR'] ?? join(stateDir, 'audit');
  const audit = createAuditLog({ dir: auditDir, now, warn });
  const sinks: readonly Closable[] = [
    log,
    createAuditSink(audit),
    ...eventSinks(request.events),
    progressOf(request.display, now),
  ];
  const events = createEventStream({ run, now, sinks, redact });
  const watchdog = startWatchdog({ run });
  return {
    events,
    audit,
    postmortems: createPostmortems({ dir: stateDir, logFile: () => log.path, now, redact }),
    processes: createProcesses(watchdog),
    close: () => {
      watchdog.stop();
      for (const sink of sinks.toReversed()) sink.close?.();
    },
  };
}

function eventSinks(target: EventTarget): readonly Closable[] {
  if (target.kind === 'none') return [];
  return [
    target.kind === 'file' ? createJsonLinesFile(target.path) : createJsonLinesWriter(target.write),
  ];
}

/** Shows what happens, as the display wants it. */
export function progressOf(
  { color, width, level, terminal, write }: Display,
  now: () => number,
): Closable {
  const view = progressView({ palette: palette(color), width, level });
  return createProgress({ view, write, terminal, now });
}
