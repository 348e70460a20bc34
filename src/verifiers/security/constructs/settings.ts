import { lineFinder } from '../../../domain/tampering/line-finder.ts';
import { type Construct, construct } from './construct.ts';

/** Variables by which programs are told not to check certificates. */
const TLS_OFF =
  /^(?![ \t]*(?:#|\/\/)).{0,200}?\b(?:NODE_TLS_REJECT_UNAUTHORIZED["']?[ \t]*[:=][ \t]*["']?0\b|PYTHONHTTPSVERIFY["']?[ \t]*[:=][ \t]*["']?0\b|GIT_SSL_NO_VERIFY["']?[ \t]*[:=][ \t]*["']?(?:1|true)\b)|^[ \t]*strict-ssl[ \t]*=[ \t]*false\b|^(?![ \t]*(?:#|\/\/))(?![^\n]{0,500}(?:localhost|127\.0\.0\.1))[^\n]{0,200}?\b(?:curl[ \t][^\n|;&]{0,200}?(?:--insecure\b|(?<=[ \t])-[a-jl-zA-Z]{0,6}k[a-zA-Z]{0,6}(?=[ \t]))|wget[ \t][^\n|;&]{0,200}?--no-check-certificate\b|http\.sslVerify[ \t=]{1,3}["']?false\b)/gim;
/** Files that set variables: shells, images, workflows, scripts of packages. */
const SETTINGS =
  /(?:\.(?:sh|bash|zsh|env|ya?ml|toml|json|service|tf|npmrc)|(?:^|\/)(?:Dockerfile[^/]*|Containerfile|Makefile|\.env[^/]*|\.envrc|\.npmrc|Procfile))$/i;

/** Dangerous settings of a file that is no program. */
export function settingConstructs(path: string, text: string): readonly Construct[] {
  if (!SETTINGS.test(path)) return [];
  const lineOf = lineFinder(text);
  return [...text.matchAll(TLS_OFF)].map(({ 0: whole, index }) =>
    construct('tls-verification-off', lineOf(index + whole.length - 1)),
  );
}
