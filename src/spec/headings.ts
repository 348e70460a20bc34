/** What `COUNTED` begins with, which takes long to be made ready, and few headings have any of. */
const COUNTS =
  /^(?:phase|step|part|section|chapter|milestone|stage|task|sprint|iteration|week|day|spec|epic|user story|story)\s/iu;
/** Words that only count things: `Phase 2`, `Step 3`. */
const COUNTED =
  /^(phase|step|part|section|chapter|milestone|stage|task|sprint|iteration|week|day|spec|epic|user story|story)\s+(?:\d{1,5}[a-z]?(?:\.\d{1,5}){0,6}|[ivx]{1,6})(?![\p{L}\d])\s*[-:.)–—]*\s*/iu;
const NUMBERED = /^\d{1,5}(?:\.\d{1,5}){0,6}(?:[.:)]+\s*|\s*[-–—]+\s+|\s+|$)/;

const CRITERIA = [
  /\b(?:acceptance|success|completion|exit|done)\s+(?:criteri(?:a|on)|checks?|checklist|conditions?|tests?|metrics|measures|scenarios)\b/,
  /^acceptance$/,
  /\bdefinition of (?:done|ready)\b/,
  /^done when\b/,
  /^(?:test|testing|qa|verification|validation) plan\b/,
];

/** Work that is named only to say that it is not to be done here. */
const EXCLUDED = [
  /\bout[- ]of[- ]scope\b/,
  /\bnon[- ]?goals?\b/,
  /\bnot in (?:scope|this)\b/,
  /^(?:future(?: (?:work|plans?|ideas?|enhancements?|improvements?|extensions?))?|deferred|later|won'?t do|will not do)(?:\s*[(:–—-].*)?$/,
];

/** What a section that explains and asks for nothing is about. */
const TOPIC =
  /^(?:(?:project|feature|problem|technical|design|product|the|high[- ]level|current|existing|guiding|key|open|unresolved|related|prior|revision|known)\s+)?(?:abstract|acknowledge?ments?|alternatives?|appendi(?:x|ces)|approvals?|art|assumptions?|authors?|background|behaviou?r|change ?log|constraints?|contents|context|credits|decisions?|definitions?|dependencies|discussion|documents|faq|findings|further reading|(?:gap )?inventory|glossary|goals?|history|impact|in scope|introduction|intro|issues|limitations|links|meta(?:data)?|motivation|notes?|objectives?|overview|owners?|personas?|principles|problems?|purpose|questions?|rationale|references?|resources|reviewers|risks?|roll[- ]?out|schedule|scope|see also|situation|specs|stakeholders|state|statement|status|summary|table of contents|terminology|terms|timeline|tl;?dr|trade-?offs?|vision|why|work)(?=$|[^\p{L}\p{N}])/u;
/** What may follow that topic in its heading. */
const TOPIC_REST =
  /^(?:\s+(?:considered|order|plan|strategy|statement|list|log|assessment|analysis|notes?))?(?:\s*(?:\band\b|\bof\b|\bfor\b|\bto\b|[&/,(:?–—-]).*)?$/;

/** First words by which a heading asks for something to be done. */
const IMPERATIVE =
  /^(?:add|allow|build|change|clean|configure|connect|convert|cover|create|define|delete|deprecate|detect|disable|document|drop|enable|enforce|ensure|expose|extend|extract|fix|guard|handle|harden|implement|improve|initiali[sz]e|integrate|introduce|make|merge|migrate|move|optimi[sz]e|port|provide|publish|refactor|remove|rename|replace|report|rewrite|scaffold|serve|set up|split|store|support|switch|test|update|upgrade|use|validate|verify|wire|write)\s+\S/;

/** A heading as it counts for identity: lower case, without numbering, emphasis or spare blanks. */
export function normalHeading(title: string): string {
  let words = title
    .normalize('NFC')
    .replace(/[*_`]/g, '')
    .replace(/’/g, "'")
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
  for (let pass = 0; pass < 3; pass += 1) {
    const counted = COUNTS.test(words) ? COUNTED.exec(words) : null;
    const word = counted?.[1] ?? '';
    const rest = words.slice(counted?.[0].length ?? 0).replace(NUMBERED, '');
    if (rest === words) break;
    words = rest === '' ? word : rest;
  }
  return words;
}

/** Whether boxes beneath the heading say how the spec is judged. */
export function namesCriteria(title: string): boolean {
  const words = normalHeading(title);
  return CRITERIA.some((form) => form.test(words));
}

/** Whether what stands beneath the heading is not to be done. */
export function excludesWork(title: string): boolean {
  const words = normalHeading(title);
  return EXCLUDED.some((form) => form.test(words));
}

/** Whether a section explains rather than asks for work. */
export function explains(title: string): boolean {
  const words = normalHeading(title);
  const topic = TOPIC.exec(words)?.[0];
  if (topic === undefined) return excludesWork(title);
  return /(?:why|appendix)$/.test(topic) || TOPIC_REST.test(words.slice(topic.length));
}

/** Whether a heading plainly asks for work: a numbered step, or a verb that commands. */
export function commands(title: string): boolean {
  const words = title.replace(/[*_`]/g, '').trim().toLowerCase();
  return /^(?:step|task)\s+\d/.test(words) || IMPERATIVE.test(normalHeading(title));
}
