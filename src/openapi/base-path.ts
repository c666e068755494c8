import { listOf, memberOf, membersOf, textOf } from './json-value.ts';
import type { SourceDocument } from './source-document.ts';

/** What an import makes of the document's base path. */
export type BasePathMode = 'ignore' | 'prepend' | 'split';

/**
 * What comes before every path of the document, as the mode asks: nothing, the whole base path, or all but its first
 * part. `/a/b` or an empty text.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api-basePath.html
 */
export function pathPrefix(document: SourceDocument, mode: BasePathMode): string {
  if (mode === 'ignore') return '';
  const parts = basePathOf(document)
    .split('/')
    .filter((part) => part !== '');
  const kept = mode === 'split' ? parts.slice(1) : parts;
  return kept.map((part) => `/${part}`).join('');
}

function basePathOf(document: SourceDocument): string {
  if (document.dialect === 'swagger') return textOf(document.root.basePath) ?? '';
  const servers = listOf(document.root.servers);
  for (const server of servers) {
    for (const [name, variable] of membersOf(memberOf(server, 'variables'))) {
      if (name === 'basePath') return textOf(memberOf(variable, 'default')) ?? '';
    }
  }
  return pathOf(textOf(memberOf(servers[0], 'url')) ?? '');
}

/** The path of a server's URL, which may be relative and may hold variables. */
function pathOf(url: string): string {
  const authority = url.indexOf('//');
  if (authority < 0) return url;
  const path = url.indexOf('/', authority + 2);
  return path < 0 ? '' : url.slice(path);
}
