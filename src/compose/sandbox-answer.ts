/** What a person who was told why there are no cages says; null where nobody can be asked. */
export type SandboxAnswer = 'external' | 'none' | 'quit' | null;

/** Asks a person which wall is to do, where no cages can be made. */
export type AskSandbox = (fault: {
  /** Half a sentence. */
  readonly why: string;
  /** How to mend it; may be empty. */
  readonly hint: string;
}) => Promise<SandboxAnswer>;
