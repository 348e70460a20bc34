import type { ConstructRule } from './construct.ts';
import {
  bare,
  child,
  children,
  isMember,
  memberName,
  nameOf,
  type ScriptNode,
  textOf,
} from './script-nodes.ts';
import type { ScriptScope } from './script-scope.ts';
import { isFixed, isPutTogether } from './script-values.ts';

/** What a rule found: which, and the node that makes it dangerous. */
export interface Danger {
  readonly rule: ConstructRule;
  readonly culprit: ScriptNode;
}

type Rule = (node: ScriptNode, scope: ScriptScope) => Danger | null;

/** Objects whose members are the globals. */
const GLOBALS = /^(?:window|globalThis|self|global)$/;
const TEXT_RUNNERS = /^vm\.(?:runIn(?:New|This)?Context|compileFunction|Script)$/;
const SHELL_RUNNERS = /^child_process\.(?:exec|execSync)$/;
const SPAWNERS =
  /^(?:child_process\.(?:spawn|spawnSync|execFile|execFileSync)|execa(?:\.\w+)?|cross-spawn(?:\.\w+)?)$/;

/** Rules by the type of node they are about. */
export const SCRIPT_RULES: Readonly<Record<string, readonly Rule[]>> = {
  CallExpression: [evals, functions, timers, vm, shellCommand, shellTrue, writesHtml, revives],
  OptionalCallExpression: [evals, shellCommand, shellTrue, writesHtml],
  NewExpression: [functions, vm],
  AssignmentExpression: [setsHtml, setsTls],
  ObjectProperty: [tlsOption],
  JSXAttribute: [reactHtml],
};

function argument(node: ScriptNode, at: number): ScriptNode | null {
  return children(node, 'arguments')[at] ?? null;
}

/** The name of a global that is called: `eval`, `window.eval`, `(0, eval)`. */
function globalName(callee: ScriptNode | null): string | null {
  const inner = bare(callee);
  if (inner?.type === 'SequenceExpression')
    return globalName(children(inner, 'expressions').at(-1) ?? null);
  if (!isMember(inner)) return nameOf(inner);
  return GLOBALS.test(nameOf(child(inner, 'object')) ?? '') ? memberName(inner) : null;
}

function evals(node: ScriptNode, scope: ScriptScope): Danger | null {
  const given = argument(node, 0);
  const isEval = globalName(child(node, 'callee')) === 'eval' && !scope.declares('eval');
  return isEval && given !== null ? { rule: 'js-eval', culprit: given } : null;
}

function functions(node: ScriptNode, scope: ScriptScope): Danger | null {
  if (globalName(child(node, 'callee')) !== 'Function' || scope.declares('Function')) return null;
  const culprit = children(node, 'arguments').find((each) => !isFixed(each, scope));
  return culprit === undefined ? null : { rule: 'js-new-function', culprit };
}

function timers(node: ScriptNode): Danger | null {
  const given = bare(argument(node, 0));
  const isTimer = /^set(?:Timeout|Interval|Immediate)$/.test(
    globalName(child(node, 'callee')) ?? '',
  );
  const isText = /^(?:StringLiteral|TemplateLiteral|BinaryExpression)$/.test(given?.type ?? '');
  return isTimer && isText && given !== null ? { rule: 'js-implied-eval', culprit: given } : null;
}

function vm(node: ScriptNode, scope: ScriptScope): Danger | null {
  const given = argument(node, 0);
  if (given === null || !TEXT_RUNNERS.test(scope.imported(child(node, 'callee')) ?? ''))
    return null;
  return isFixed(given, scope) ? null : { rule: 'js-vm', culprit: given };
}

function shellCommand(node: ScriptNode, scope: ScriptScope): Danger | null {
  const given = argument(node, 0);
  if (given === null || !SHELL_RUNNERS.test(scope.imported(child(node, 'callee')) ?? ''))
    return null;
  const isOpen = isPutTogether(given, scope) || isFromOutside(given, scope);
  return isOpen ? { rule: 'js-shell-command', culprit: given } : null;
}

/** Whether a value is what a caller, a request or the command line says; a helper's callers may all say fixed ones. */
function isFromOutside(given: ScriptNode, scope: ScriptScope): boolean {
  const node = bare(scope.valueOf(bare(given)) ?? given);
  if (node === null || isFixed(node, scope)) return false;
  if (OUTSIDE.test(scope.source.slice(node.start, node.end))) return true;
  const name = node.type === 'Identifier' ? nameOf(node) : null;
  if (name === null || scope.declares(name)) return false;
  return scope.callers.givenFor(name)?.every((each) => isFixed(each, scope)) !== true;
}

/** What others decide: requests, the command line, messages. */
const OUTSIDE =
  /\b(?:req(?:uest)?|ctx|event|message|msg)\.(?:query|body|params|headers|data|url)\b|\bprocess\.argv\b|\buser_?input/i;

/** Readers of formats that name functions. */
const REVIVERS =
  /^(?:node-serialize\.unserialize|serialize-to-js\.deserialize|js-yaml\.unsafeLoad(?:All)?|funcster\.deepDeserialize)$/;

function revives(node: ScriptNode, scope: ScriptScope): Danger | null {
  const callee = child(node, 'callee');
  if (!REVIVERS.test(scope.imported(callee) ?? '') || callee === null) return null;
  return { rule: 'js-unsafe-deserialization', culprit: callee };
}

function shellTrue(node: ScriptNode, scope: ScriptScope): Danger | null {
  if (!SPAWNERS.test(scope.imported(child(node, 'callee')) ?? '')) return null;
  const given = children(node, 'arguments');
  const options = given
    .map((each) => scope.valueOf(each) ?? each)
    .find((each) => bare(each)?.type === 'ObjectExpression');
  const shell = propertyOf(bare(options ?? null), 'shell');
  const isOn =
    shell?.type === 'StringLiteral' ||
    (shell?.type === 'BooleanLiteral' && shell['value'] === true);
  const culprit = given.slice(0, 2).find((each) => isCommand(each) && !isFixed(each, scope));
  return isOn && culprit !== undefined ? { rule: 'js-shell-true', culprit } : null;
}

function isCommand(node: ScriptNode): boolean {
  return !/^(?:ObjectExpression|ArrowFunctionExpression|FunctionExpression)$/.test(node.type);
}

function propertyOf(object: ScriptNode | null, name: string): ScriptNode | null {
  const property = children(object, 'properties').find(
    (each) => nameOf(child(each, 'key')) === name,
  );
  return bare(child(property ?? null, 'value'));
}

/** Functions whose name says that what they give back is safe to show, or was read from data. */
const SAFE_HTML = /sanit|purif|escape|encode|stringify|renderToString|trusted|\bhtml$|\bsafe/i;

/** Values within values that are looked at; what is deeper is taken for unsafe. */
const MAX_DEPTH = 8;

function isUnsafeHtml(given: ScriptNode | null, scope: ScriptScope, depth = 0): boolean {
  const node = bare(scope.valueOf(bare(given)) ?? given);
  if (node === null || isFixed(node, scope)) return false;
  if (depth > MAX_DEPTH) return true;
  if (node.type === 'TemplateLiteral')
    return children(node, 'expressions').some((each) => isUnsafeHtml(each, scope, depth + 1));
  if (node.type === 'ConditionalExpression') {
    return [child(node, 'consequent'), child(node, 'alternate')].some((each) =>
      isUnsafeHtml(each, scope, depth + 1),
    );
  }
  if (node.type === 'BinaryExpression' || node.type === 'LogicalExpression') {
    return [child(node, 'left'), child(node, 'right')].some((each) =>
      isUnsafeHtml(each, scope, depth + 1),
    );
  }
  if (!UNTRUSTED.test(scope.source.slice(node.start, node.end))) return false;
  return (
    !/^(?:Tagged|Call|OptionalCall)/.test(node.type) || !SAFE_HTML.test(calleeName(node, scope))
  );
}

/** What whoever made an address, a message or a request decides; of other values nobody can say so much. */
const UNTRUSTED =
  /\b(?:location\.(?:hash|search|href)|document\.(?:URL|referrer|cookie)|(?:URLS|s)earchParams|window\.name|req(?:uest)?\.(?:query|body|params)|(?:event|message)\.data)\b/;

function calleeName(node: ScriptNode, { source }: ScriptScope): string {
  const callee = child(node, 'callee') ?? child(node, 'tag');
  return callee === null ? '' : source.slice(callee.start, callee.end);
}

function setsHtml(node: ScriptNode, scope: ScriptScope): Danger | null {
  const [left, right] = [child(node, 'left'), child(node, 'right')];
  const isHtml = isMember(left) && /^(?:inner|outer)HTML$/.test(memberName(left) ?? '');
  return isHtml && right !== null && isUnsafeHtml(right, scope)
    ? { rule: 'js-unsafe-html', culprit: right }
    : null;
}

function writesHtml(node: ScriptNode, scope: ScriptScope): Danger | null {
  const callee = bare(child(node, 'callee'));
  if (!isMember(callee)) return null;
  const name = memberName(callee) ?? '';
  const isWrite = /^write(?:ln)?$/.test(name) && nameOf(child(callee, 'object')) === 'document';
  const given = isWrite
    ? argument(node, 0)
    : name === 'insertAdjacentHTML'
      ? argument(node, 1)
      : null;
  return given !== null && isUnsafeHtml(given, scope)
    ? { rule: 'js-unsafe-html', culprit: given }
    : null;
}

function reactHtml(node: ScriptNode, scope: ScriptScope): Danger | null {
  if (nameOf(child(node, 'name')) !== 'dangerouslySetInnerHTML') return null;
  const given = bare(child(child(node, 'value'), 'expression'));
  const html = given?.type === 'ObjectExpression' ? propertyOf(given, '__html') : given;
  return html !== null && isUnsafeHtml(html, scope)
    ? { rule: 'js-unsafe-html', culprit: html }
    : null;
}

/** The variable that turns Node's checks off for the whole process. */
const TLS_VARIABLE = 'NODE_TLS_REJECT_UNAUTHORIZED';

function tlsOption(node: ScriptNode): Danger | null {
  return tlsOff(nameOf(child(node, 'key')), child(node, 'value'));
}

function setsTls(node: ScriptNode): Danger | null {
  const left = child(node, 'left');
  return isMember(left) ? tlsOff(memberName(left), child(node, 'right')) : null;
}

function tlsOff(name: string | null, given: ScriptNode | null): Danger | null {
  const value = bare(given);
  if (value === null) return null;
  const isFalse = value.type === 'BooleanLiteral' && value['value'] === false;
  const isZero = textOf(value) === '0' || (value.type === 'NumericLiteral' && value['value'] === 0);
  const isOff = (name === 'rejectUnauthorized' && isFalse) || (name === TLS_VARIABLE && isZero);
  return isOff ? { rule: 'tls-verification-off', culprit: value } : null;
}
