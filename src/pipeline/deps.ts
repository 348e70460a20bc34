import type { Config } from '../domain/config.ts';
import type { RunId } from '../domain/ids.ts';
import type { Redactor } from '../domain/redaction.ts';
import type { BaselineStore } from '../ports/baseline-store.ts';
import type { Checkout } from '../ports/checkout.ts';
import type { Clock } from '../ports/clock.ts';
import type { Engine } from '../ports/engine.ts';
import type { EventSink } from '../ports/event-sink.ts';
import type { FloorReader } from '../ports/floor-reader.ts';
import type { Forge } from '../ports/forge.ts';
import type { Git } from '../ports/git.ts';
import type { LedgerStore } from '../ports/ledger-store.ts';
import type { Postmortems } from '../ports/postmortems.ts';
import type { RunLock } from '../ports/run-lock.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import type { SecretSearch } from '../ports/secret-search.ts';
import type { Verifier } from '../ports/verifier.ts';
import type { Workspaces } from '../ports/workspace.ts';

/** What a call of the engine needs of it. */
export type EngineDeps = Pick<
  Deps,
  | 'config'
  | 'run'
  | 'git'
  | 'engine'
  | 'ledgers'
  | 'clock'
  | 'events'
  | 'redactor'
  | 'signal'
  | 'deadline'
  | 'deadlineAt'
>;

/** Everything the line is given; made in one place, read everywhere, replaced nowhere. */
export interface Deps {
  readonly config: Config;
  readonly run: RunId;
  readonly version: string;
  readonly checkout: Checkout;
  readonly git: Git;
  readonly workspaces: Workspaces;
  readonly engine: Engine;
  readonly verifiers: readonly Verifier[];
  readonly secrets: SecretSearch;
  readonly forge: Forge;
  readonly sandbox: Sandbox;
  readonly ledgers: LedgerStore;
  readonly baselines: BaselineStore;
  readonly floors: FloorReader;
  readonly lock: RunLock;
  readonly clock: Clock;
  readonly events: EventSink;
  readonly postmortems: Postmortems;
  readonly redactor: Redactor;
  /** The audit chain's head, or null before its first entry. */
  readonly auditHead: () => string | null;
  /** Aborted by the user's signal; its reason is the signal's name. */
  readonly signal: AbortSignal;
  /** Aborted when `maxRunTimeMs` is over; never when there is no such limit. */
  readonly deadline: AbortSignal;
  /** When that is, epoch milliseconds; null when there is no such limit. */
  readonly deadlineAt: number | null;
  /** Whether the sign-in at the forge is tried before the work. */
  readonly checksSignIn: boolean;
  /** The complete environment of commands that set a clone up. */
  readonly setupEnv: Readonly<Record<string, string>>;
}
