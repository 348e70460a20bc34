/** The machine of a victim: everything a payload may aim at. All paths absolute, without quotes or blanks. */
export interface EscapeSite {
  /** The private clone, which a payload may change; it is also where the payload runs. */
  readonly clone: string;
  /** A folder of the user beside it. */
  readonly outside: string;
  readonly home: string;
  /** The user's own checkout, with `.git` and `.codelicious`. */
  readonly checkout: string;
  /** A port on 127.0.0.1 and one on ::1, a socket file and an abstract socket that the user's machine serves. */
  readonly port: number;
  readonly port6: number;
  readonly socket: string;
  readonly abstract: string;
  /** A process of the user; its environment holds the secret. */
  readonly victim: number;
  /** Stands in every file and process of the user that is to stay unread. */
  readonly secret: string;
}

/** How it is seen, from outside, that a payload got out. */
export type EscapeGoal =
  /** Its mark stands in a file where nothing of it belongs. */
  | { readonly kind: 'write'; readonly path: (site: EscapeSite) => string }
  /** A file is gone. */
  | { readonly kind: 'destroy'; readonly path: (site: EscapeSite) => string }
  /** The secret is in its output, or in a file it left in the clone. */
  | { readonly kind: 'read' }
  /** Its output says that it got through: `through-` and its mark. */
  | { readonly kind: 'say' }
  /** Its mark came over the network. */
  | { readonly kind: 'reach' }
  /** The user's process is dead. */
  | { readonly kind: 'kill' };

/** One attempt to get out of a cage. */
export interface Payload {
  /** Unique, of letters, digits and dashes; it is also the payload's mark. */
  readonly id: string;
  readonly family: string;
  /** Text for `sh`, run in the clone. */
  readonly script: (site: EscapeSite) => string;
  readonly goal: EscapeGoal;
  /** Programs without which it proves nothing. */
  readonly needs: readonly string[];
  /** Not to be run without a wall, because there it would harm the machine. */
  readonly harmful: boolean;
}

/** A payload as the families write it down. */
export type Attempt = readonly [
  name: string,
  needs: string,
  script: (site: EscapeSite, id: string) => string,
];

/** Where a payload that writes is to leave its mark, unless it aims at something of its own. */
export function markOf({ outside }: EscapeSite, id: string): string {
  return `${outside}/mark-${id}`;
}

/** Payloads of one family with a common goal. */
export function family(
  name: string,
  goal: (id: string) => EscapeGoal,
  attempts: readonly Attempt[],
): readonly Payload[] {
  return attempts.map(([what, needs, script]) => {
    const id = `${name}-${what}`;
    const programs = needs.split(' ').filter((program) => program !== '');
    const text = (site: EscapeSite): string => script(site, id);
    return { id, family: name, script: text, goal: goal(id), needs: programs, harmful: false };
  });
}

/** The goal of payloads that leave their mark beside the clone. */
export function marks(id: string): EscapeGoal {
  return { kind: 'write', path: (site) => markOf(site, id) };
}

export function reads(): EscapeGoal {
  return { kind: 'read' };
}

/** The same payloads, kept for runs with a wall. */
export function harmful(payloads: readonly Payload[]): readonly Payload[] {
  return payloads.map((payload) => ({ ...payload, harmful: true }));
}
