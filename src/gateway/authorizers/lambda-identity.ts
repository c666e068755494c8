import type { Authorizer } from '../../definitions/api-parts.ts';
import { NotServable } from '../compile/not-servable.ts';
import type { StageFacts } from '../compile/stage-facts.ts';
import type { Invocation } from '../invocation.ts';
import { masked } from '../logging/log-text.ts';
import { compileVariableSource, parseParameterPlace } from '../mapping/parameter-source.ts';
import { lastHeader } from '../request/last-header.ts';
import { queryOf } from '../request/parsed-request.ts';

/** Reads one identity source; undefined when the request does not have it. */
type ReadSource = (invocation: Invocation) => string | undefined;

interface IdentitySource {
  /** As configured: `method.request.header.Authorization`. */
  readonly expression: string;
  readonly read: ReadSource;
}

/** What of a request an authorizer knows the caller by. */
export class LambdaIdentity {
  readonly #sources: readonly IdentitySource[];
  /** Names of request headers among the sources, in lower case: their values are not for logs. */
  readonly headerNames: ReadonlySet<string>;
  /** Names of query parameters among the sources. */
  readonly queryNames: ReadonlySet<string>;

  constructor(sources: readonly IdentitySource[]) {
    this.#sources = sources;
    this.headerNames = new Set(namesOf(sources, 'header').map((name) => name.toLowerCase()));
    this.queryNames = new Set(namesOf(sources, 'querystring'));
  }

  /** The value of each source in turn; undefined when one of them is missing or empty. */
  read(invocation: Invocation): readonly string[] | undefined {
    const values: string[] = [];
    for (const { read } of this.#sources) {
      const value = read(invocation);
      if (!value) return undefined;
      values.push(value);
    }
    return values;
  }

  /** As execution logs show it: `{method.request.header.Hash=********aaaaaa}`; sources without a value are left out. */
  describe(invocation: Invocation): string {
    const shown = this.#sources.flatMap(({ expression, read }) => {
      const value = read(invocation);
      return value ? [`${expression}=${masked(value)}`] : [];
    });
    return `{${shown.join(', ')}}`;
  }
}

const CONTEXT = 'context.';

/**
 * Compiles the identity sources of a Lambda authorizer: of a TOKEN authorizer one header, of a REQUEST authorizer
 * headers, query parameters, stage variables and context variables, separated by commas. Throws NotServable.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_CreateAuthorizer.html#apigw-CreateAuthorizer-request-identitySource
 * @param additionalContext values of context variables, for test invocations
 */
export function compileIdentity(
  { name, type, identitySource = '' }: Authorizer,
  stage: StageFacts,
  additionalContext: Readonly<Record<string, string>> = {},
): LambdaIdentity {
  const expressions = identitySource
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
  const sources = expressions.map((expression) => {
    const given = expression.startsWith(CONTEXT) ? expression.slice(CONTEXT.length) : '';
    const read = Object.hasOwn(additionalContext, given)
      ? () => additionalContext[given]
      : compileSource(expression, stage);
    if (!read) throw new NotServable(`authorizer ${name} has an invalid identity source: ${expression}`);
    return { expression, read };
  });
  const token = type === 'TOKEN';
  if (token && (sources.length !== 1 || namesOf(sources, 'header').length !== 1)) {
    throw new NotServable(`authorizer ${name} needs a request header for its token`);
  }
  return new LambdaIdentity(sources);
}

function compileSource(expression: string, stage: StageFacts): ReadSource | undefined {
  const place = parseParameterPlace(expression, 'method.request');
  if (place?.kind === 'header') {
    const name = place.name.toLowerCase();
    return ({ request }) => lastHeader(request.rawHeaders, name);
  }
  if (place?.kind === 'querystring') {
    const { name } = place;
    return (invocation) => queryOf(invocation)?.single[name];
  }
  if (place || expression.startsWith("'")) return undefined;
  const source = compileVariableSource(expression, stage);
  return (
    source &&
    ((invocation) => {
      const value = source(invocation);
      return typeof value === 'string' ? value : value?.join(', ');
    })
  );
}

function namesOf(sources: readonly IdentitySource[], kind: 'header' | 'querystring'): string[] {
  return sources.flatMap(({ expression }) => {
    const place = parseParameterPlace(expression, 'method.request');
    return place?.kind === kind ? [place.name] : [];
  });
}
