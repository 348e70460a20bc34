import { once } from './once.ts';

/** A value that is a secret because of the name it is given. */
export interface NamedSecret {
  readonly rule: string;
  readonly value: string;
  /** Position of the value in the text. */
  readonly index: number;
}

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/**
 * What secrets of a service look like, where they have no mark of their own and only the service's name beside them
 * tells. Shapes are read without regard to case.
 */
const VENDORS: readonly (readonly [name: string, shapes: readonly string[]])[] = [
  ['adafruit', [String.raw`[\w-]{32}`]],
  ['adobe', ['[a-f0-9]{32}']],
  ['airtable', ['[a-z0-9]{17}']],
  ['algolia', ['[a-z0-9]{32}']],
  ['alibaba', ['[a-z0-9]{30}']],
  ['asana', [String.raw`\d{16}`, '[a-z0-9]{32}']],
  ['atlassian|confluence|jira', ['[a-z0-9]{20}[a-f0-9]{4}']],
  ['aws|amazon', ['[a-z0-9/+]{40}']],
  ['beamer', [String.raw`b_[\w=-]{44}`]],
  ['bitbucket', ['[a-z0-9]{32}', String.raw`[\w=-]{64}`]],
  ['bittrex', ['[a-z0-9]{32}']],
  ['bundle_(?:enterprise|gems)__contribsys__com', ['[a-f0-9]{8}:[a-f0-9]{8}']],
  ['meraki', ['[a-f0-9]{40}']],
  ['cloudflare', [String.raw`[\w-]{40}`, '[a-f0-9]{37}']],
  ['codecov', ['[a-z0-9]{32}']],
  ['cohere|co_api_key', ['[a-z0-9]{40}']],
  ['coinbase', [String.raw`[\w-]{64}`]],
  ['confluent', ['[a-z0-9]{16}', '[a-z0-9]{64}']],
  ['contentful', [String.raw`[\w=-]{43}`]],
  ['datadog', ['[a-z0-9]{40}']],
  ['dnkey', [String.raw`dnkey-[\w=-]{26}-[\w=-]{52}`]],
  ['discord', ['[a-f0-9]{64}', String.raw`\d{18}`, String.raw`[\w=-]{32}`]],
  ['droneci', ['[a-z0-9]{32}']],
  [
    'dropbox',
    ['[a-z0-9]{15}', String.raw`[a-z0-9]{11}AAAAAAAAAA[\w=-]{43}`, String.raw`sl\.[\w=-]{135}`],
  ],
  ['etsy', ['[a-z0-9]{24}']],
  ['facebook', ['[a-f0-9]{32}']],
  ['fastly', [String.raw`[\w=-]{32}`]],
  ['finicity', ['[a-f0-9]{32}', '[a-z0-9]{20}']],
  ['finnhub', ['[a-z0-9]{20}']],
  ['flickr', ['[a-z0-9]{32}']],
  ['freshbooks', ['[a-z0-9]{64}']],
  ['gitter', [String.raw`[\w-]{40}`]],
  ['gocardless', [String.raw`live_[\w=-]{40}`]],
  ['heroku', [UUID]],
  ['hubspot', [UUID]],
  ['snyk(?:[_.-]?(?:(?:api|oauth)[_.-]?)?(?:key|token))?', [UUID]],
  ['squarespace', [UUID]],
  ['intercom', [String.raw`[\w=-]{60}`]],
  ['jfrog|artifactory|bintray|xray', ['[a-z0-9]{73}', '[a-z0-9]{64}']],
  ['kraken', [String.raw`[\w/=+-]{80,90}`]],
  ['kucoin', ['[a-f0-9]{24}', UUID]],
  ['launchdarkly', [String.raw`[\w=-]{40}`]],
  ['linear', ['[a-f0-9]{32}']],
  ['linked[_-]?in', ['[a-z0-9]{14}', '[a-z0-9]{16}']],
  ['lob', ['(?:live|test)_(?:[a-f0-9]{35}|pub_[a-f0-9]{31})']],
  ['mailchimp(?:sdk.initialize)?', [String.raw`[a-f0-9]{32}-us\d\d`]],
  ['mailgun', ['(?:pub)?key-[a-f0-9]{32}', '[a-h0-9]{32}-[a-h0-9]{8}-[a-h0-9]{8}']],
  ['mapbox', [String.raw`[ps]k\.[a-z0-9]{60}\.[a-z0-9]{22}`]],
  ['mattermost', ['[a-z0-9]{26}']],
  ['message[_-]?bird', ['[a-z0-9]{25}', UUID]],
  ['netlify', [String.raw`[\w=-]{40,46}`]],
  [
    'new[_-]?relic',
    ['NRJS-[a-f0-9]{19}', 'NRII-[a-z0-9-]{32}', 'NRAK-[a-z0-9]{27}', '[a-z0-9]{64}'],
  ],
  ['nytimes|new-york-times,?|newyorktimes', [String.raw`[\w=-]{32}`]],
  ['okta', [String.raw`00[\w=-]{40}`]],
  ['plaid', [`access-(?:sandbox|development|production)-${UUID}`, '[a-z0-9]{24}', '[a-z0-9]{30}']],
  ['private[_-]?ai', ['[a-z0-9]{32}']],
  ['rapidapi', [String.raw`[\w-]{50}`]],
  ['sendbird', [UUID, '[a-f0-9]{40}']],
  ['sentry', ['[a-f0-9]{64}']],
  ['sonar[_.-]?(?:login|token)', [String.raw`[\w=-]{40}`]],
  ['sourcegraph', ['[a-f0-9]{40}']],
  ['sumo', ['su[a-z0-9]{12}', '[a-z0-9]{64}']],
  ['telegr', [String.raw`\d{5,16}:A[\w-]{34}`]],
  ['travis', ['[a-z0-9]{22}']],
  ['twitch', ['[a-z0-9]{30}']],
  [
    'twitter',
    [
      '[a-z0-9]{25}',
      '[a-z0-9]{45}',
      '[a-z0-9]{50}',
      String.raw`\d{15,25}-[a-z0-9]{20,40}`,
      'A{22}[a-z0-9%]{80,100}',
    ],
  ],
  ['typeform', [String.raw`tfp_[\w.=-]{59}`]],
  [
    'yandex',
    [
      String.raw`t1\.[\w-]{1,200}={0,2}\.[\w-]{86}={0,2}`,
      String.raw`AQVN[\w-]{35,38}`,
      String.raw`YC[\w-]{38}`,
    ],
  ],
  ['zendesk', ['[a-z0-9]{40}']],
];

/** What the end of an assignment needs in any case: read quickly, and most texts have none. */
const ANY_ASSIGNMENT = /[=>:,|][\x60'"\s=]{0,5}[\w.=:+/%-]{12}/;

/** How the secrets of one service are told. */
interface Rule {
  readonly rule: string;
  readonly name: RegExp;
  readonly value: RegExp;
}

/** The patterns are made with the first text that they are needed for: they would cost every start. */
const assignment = once(() => {
  const names = VENDORS.map(([name]) => `(?:${name})`).join('|');
  // A service's name, the rest of the name it is part of, a sign of assignment, perhaps a quote, a value.
  return new RegExp(
    String.raw`(${names})[ \t\w.-]{0,20}[\s'"]{0,3}(?:=>|:{1,3}=|\|\||\?=|[=>:,])[\x60'"\s=]{0,5}([\w.=:+/%-]{12,220})`,
    'gi',
  );
});

const rules = once((): readonly Rule[] =>
  VENDORS.map(([name, shapes]) => ({
    rule: `${plainName(name)}-secret`,
    name: new RegExp(`^(?:${name})$`, 'i'),
    value: new RegExp(`^(?:${shapes.join('|')})(?![A-Za-z0-9_-])`, 'i'),
  })),
);

/** The first of a service's names, as letters alone. */
function plainName(name: string): string {
  const [first = ''] = name.split('|');
  return first.replace(/\[[^\]]*\]\?|\(.*/g, '').replace(/[^a-z]/g, '');
}

/**
 * Values that the name of a service stands before, in the shape of its secrets. Linear in the text: nothing before a
 * value is longer than some dozen characters.
 */
export function namedSecrets(text: string): readonly NamedSecret[] {
  const found: NamedSecret[] = [];
  if (!ANY_ASSIGNMENT.test(text)) return found;
  for (const match of text.matchAll(assignment())) {
    const [whole, name = '', run = ''] = match;
    const rule = rules().find((each) => each.name.test(name));
    const value = rule?.value.exec(run)?.[0];
    if (rule === undefined || value === undefined || !isMixed(value)) continue;
    found.push({ rule: rule.rule, value, index: match.index + whole.length - run.length });
  }
  return found;
}

/** Digits among the letters, or capitals among small letters more often than words have them. */
function isMixed(value: string): boolean {
  return (
    /\d/.test(value) || (value.match(/[a-z](?=[A-Z])/g) ?? []).length * MOST_WORDS > value.length
  );
}

/** A capital in so many characters makes words of names; one in fewer does not. */
const MOST_WORDS = 5;
