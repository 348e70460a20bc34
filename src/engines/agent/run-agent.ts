import type { EngineResult } from '../../domain/engine-job.ts';
import type { AgentRun } from './agent-context.ts';
import { createCallRunner } from './calls.ts';
import { openConversation } from './conversation.ts';
import { reachedCap } from './spend.ts';
import { jobTools } from './tools/tools.ts';
import { createTurns } from './turns.ts';
import { failed, type Verdict } from './verdict.ts';
import { systemPrompt } from './words.ts';

/**
 * Does one job by a model and tools of ours: asks, runs what the model calls, answers, until the model finishes
 * or a limit ends it. Whatever a provider, a program or a file does, it is a result.
 */
export async function runAgent(run: AgentRun): Promise<EngineResult> {
  const { engine, job, io, deps } = run;
  const { timeoutMs, maxTurns } = job.limits;
  const late = deps.clock.timeout(timeoutMs);
  const signal = AbortSignal.any([io.signal, late]);
  const deadline = deps.clock.now() + timeoutMs;

  const tools = await jobTools({ job, deps, signal, deadline });
  const specs = [...tools.values()].map(({ spec }) => spec);
  const opening = { system: systemPrompt(job.kind), tools: specs, signal, deadline };
  const conversation = openConversation(run, opening);
  const turn = createTurns(run, createCallRunner(run, tools));

  const interrupted = (): Verdict | null => {
    if (io.signal.aborted) return { type: 'aborted', message: 'the run was ended' };
    if (!late.aborted) return null;
    return { type: 'timed_out', message: `the call took longer than ${timeoutMs / 1000} s` };
  };
  const talk = async (): Promise<Verdict> => {
    for (let turns = maxTurns; turns > 0; turns -= 1) {
      const early = interrupted();
      if (early !== null) return early;
      const asked = await conversation.ask();
      if (asked.type === 'ended') return interrupted() ?? asked.verdict;
      const cap = reachedCap(conversation.spend(), run);
      const next = await turn(asked.reply, { turns: turns - 1, cap });
      if (next.type === 'ended') return interrupted() ?? next.verdict;
      conversation.answer(next.message);
    }
    return (
      interrupted() ?? failed('max_turns', `the model did not finish within ${maxTurns} turns`)
    );
  };

  const verdict = await talk();
  return { ...verdict, engine, usage: conversation.spend().usage, session: null };
}
