import type { FailureCode } from '../domain/chunk.ts';

/** What a person can do about each kind of failure, after which the same command goes on. */
export const FAILURE_ADVICE: Readonly<Record<FailureCode, string>> = {
  no_changes: 'say in the task what is to change, or tick its box if it is done',
  verification: 'mend the task or the test, then run again',
  unverified: 'set verify.commands in .codelicious/config.json',
  gate: 'reword the task so that it leaves that file alone, or allow it',
  engine: 'run again; --verbose shows the conversation',
  timed_out: 'make the task smaller, or raise --agent-timeout or --max-run-time',
  rate_limited: 'run again once the limit is reset',
  unauthenticated: 'do what it says or choose another --engine, then run again',
  over_budget: 'make the task smaller, or raise --max-cost-per-chunk',
  interrupted: 'run again: it is taken up anew',
  commit: 'mend what git complains of, then run again',
  setup: 'mend what it names, or set workspace.setup in .codelicious/config.json, then run again',
};
