import type { EventType, StampedEvent } from '../domain/events.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { StampedSink } from './stamped-sink.ts';

/**
 * What an auditor wants to know: what was decided, who did what to the code, what left the
 * machine. Talk, measurements and what another event says anyway stay in the log.
 */
const AUDITED: Readonly<Record<EventType, boolean>> = {
  'run.started': true,
  'run.cycle': false,
  'run.warning': true,
  'run.interrupted': true,
  'run.finished': true,
  'preflight.checked': true,
  'spec.started': true,
  'spec.skipped': true,
  'spec.carried': true,
  'spec.edited': true,
  'spec.finished': true,
  'spec.planned': true,
  'spec.plan_failed': true,
  'workspace.installed': true,
  'workspace.ready': false,
  'baseline.checked': true,
  'chunk.started': true,
  'chunk.committed': true,
  'chunk.published': true,
  'chunk.failed': true,
  'chunk.blocked': true,
  'chunk.parked': true,
  'chunk.spent': false,
  'chunk.split': true,
  'engine.started': true,
  'engine.text': false,
  'engine.session': true,
  'engine.finished': true,
  'engine.retrying': false,
  'engine.resting': true,
  'engine.returned': true,
  'engine.excluded': true,
  'engine.waiting': true,
  'tool.called': true,
  'tool.denied': true,
  'sandbox.denied': true,
  'sandbox.selected': true,
  'check.finished': false,
  'check.verdict': true,
  'pull.pushed': true,
  'pull.push_failed': true,
  'pull.opened': true,
  'pull.updated': false,
  'pull.ready': true,
  'pull.checked': true,
  'pull.failed': true,
  'budget.spent': false,
  'budget.reached': true,
};

/** Writes the events that matter to an auditor to the audit log. */
export function createAuditSink(audit: AuditLog): StampedSink {
  return {
    name: 'the audit log',
    write(event) {
      if (AUDITED[event.type]) audit.append(entryOf(event));
    },
  };
}

function entryOf({ v: _version, seq: _seq, at, run, type, ...data }: StampedEvent) {
  return { at, run, type, data };
}
