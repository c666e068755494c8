/**
 * The published logic of IAM policies, written for reading: no compilation, nothing shared with the engine it is
 * compared with. For tests only.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */

type OneOrMany = string | string[];

export interface PlainStatement {
  Effect: 'Allow' | 'Deny';
  Principal?: '*' | Record<string, OneOrMany>;
  NotPrincipal?: '*' | Record<string, OneOrMany>;
  Action?: OneOrMany;
  NotAction?: OneOrMany;
  Resource?: OneOrMany;
  NotResource?: OneOrMany;
  Condition?: Record<string, Record<string, OneOrMany>>;
}

export interface PlainPolicy {
  Version: '2008-10-17' | '2012-10-17';
  Statement: PlainStatement[];
}

export interface PlainRequest {
  action: string;
  resource: string;
  /** By key in lower case. */
  values: Record<string, OneOrMany>;
  caller: {
    type: 'Root' | 'User' | 'AssumedRole' | 'Service' | 'Anonymous';
    account: string;
    arn: string;
    userId: string;
    roleArn: string;
    roleId: string;
    service: string;
  };
}

export type Grant = 'none' | 'account' | 'role' | 'direct';

export interface Outcome {
  effect: 'Allow' | 'Deny' | 'None';
  /** The most direct way in which an Allow statement names the caller. */
  grant: Grant;
}

/** @param resourceBased whether statements are about the principals they name */
export function interpret(policy: PlainPolicy, request: PlainRequest, resourceBased: boolean): Outcome {
  const grants: Grant[] = [];
  for (const statement of policy.Statement) {
    const grant = resourceBased ? namedAs(statement, request.caller) : 'direct';
    if (grant === 'none' || !applies(statement, request, policy.Version === '2012-10-17')) continue;
    if (statement.Effect === 'Deny') return { effect: 'Deny', grant: 'none' };
    grants.push(grant);
  }
  const best = (['direct', 'role', 'account'] as const).find((grant) => grants.includes(grant));
  return best ? { effect: 'Allow', grant: best } : { effect: 'None', grant: 'none' };
}

export function applies(statement: PlainStatement, request: PlainRequest, variables: boolean): boolean {
  const { Action, NotAction, Resource, NotResource } = statement;
  const isAction = many(Action ?? NotAction).some((text) =>
    glob(tokens(text.toLowerCase(), false), request.action.toLowerCase(), request),
  );
  if (isAction === (NotAction !== undefined)) return false;
  if (Resource !== undefined || NotResource !== undefined) {
    const isResource = many(Resource ?? NotResource).some((text) =>
      glob(resourceTokens(text, variables), request.resource, request),
    );
    if (isResource === (NotResource !== undefined)) return false;
  }
  return Object.entries(statement.Condition ?? {}).every(([operator, tests]) =>
    Object.entries(tests).every(([key, values]) => met(operator, key, many(values), request, variables)),
  );
}

function namedAs({ Principal, NotPrincipal, Effect }: PlainStatement, caller: PlainRequest['caller']): Grant {
  const names = Principal ?? NotPrincipal;
  if (names === undefined) return 'none';
  const aws =
    names === '*'
      ? ['*']
      : many(names.AWS).map((name) => /^arn:aws:iam::(\d+):root$/.exec(name)?.[1] ?? name);
  const services = names === '*' ? [] : many(names.Service);
  const byAccount = caller.account !== '' && aws.includes(caller.account);
  const byRole =
    caller.type === 'AssumedRole' && (aws.includes(caller.roleArn) || aws.includes(caller.roleId));
  const bySelf =
    (caller.type === 'User' || caller.type === 'AssumedRole' || caller.type === 'Root') &&
    (aws.includes(caller.arn) || aws.includes(caller.userId));
  const byService = caller.type === 'Service' && services.includes(caller.service);
  const byAll = aws.includes('*');
  if (Principal !== undefined) {
    if (byAll || bySelf || byService || (byAccount && caller.type === 'Root')) return 'direct';
    if (byRole) return 'role';
    return byAccount ? 'account' : 'none';
  }
  if (byAll || byService) return 'none';
  const ways: Record<PlainRequest['caller']['type'], boolean[]> = {
    Root: [byAccount],
    User: [byAccount, bySelf],
    AssumedRole: [byAccount, byRole, bySelf],
    Service: [false],
    Anonymous: [false],
  };
  const excepted = Effect === 'Deny' ? ways[caller.type].every(Boolean) : ways[caller.type].some(Boolean);
  return excepted ? 'none' : 'direct';
}

function met(
  operator: string,
  key: string,
  wanted: string[],
  request: PlainRequest,
  variables: boolean,
): boolean {
  const qualifier = /^For\w+(?=:)/.exec(operator)?.[0];
  const not = operator.includes('Not');
  const ifExists = operator.endsWith('IfExists');
  const name = operator
    .replace(/^For\w+:/, '')
    .replace('Not', '')
    .replace(/IfExists$/, '');
  const held = Object.hasOwn(request.values, key.toLowerCase()) ? request.values[key.toLowerCase()] : [];
  const actual = many(held);
  if (name === 'Null') return wanted.includes(String(actual.length === 0));
  if (actual.length === 0) {
    if (ifExists || qualifier === 'ForAllValues') return true;
    return qualifier ? false : not;
  }
  const matchesOne = (value: string) =>
    wanted.some((text) => valueMatches(name, text, value, request, variables));
  if (!qualifier) return not ? !actual.some(matchesOne) : actual.some(matchesOne);
  if (actual.length === 1 && actual[0] === '') return qualifier === 'ForAllValues';
  const test = (value: string) => (not ? !matchesOne(value) : matchesOne(value));
  return qualifier === 'ForAllValues' ? actual.every(test) : actual.some(test);
}

/** One value of the policy against one of the request, by the operator without `Not` and qualifiers. */
function valueMatches(
  name: string,
  wanted: string,
  actual: string,
  request: PlainRequest,
  variables: boolean,
): boolean {
  const equal = (text: string, value: string) => glob(tokens(text, variables, false), value, request);
  switch (name) {
    case 'StringEquals':
      return equal(wanted, actual);
    case 'StringEqualsIgnoreCase':
    case 'Bool':
      return equal(wanted.toLowerCase(), actual.toLowerCase());
    case 'StringLike':
      return glob(tokens(wanted, variables), actual, request);
    case 'ArnEquals':
    case 'ArnLike':
      return arnLike(wanted, actual, request, variables);
    case 'IpAddress':
      return inRange(wanted, actual);
    case 'BinaryEquals':
      return Buffer.from(wanted, 'base64').equals(Buffer.from(actual, 'base64'));
    default:
      return compare(name, wanted, actual);
  }
}

function compare(name: string, wanted: string, actual: string): boolean {
  const read = name.startsWith('Date') ? (text: string) => Date.parse(text) : Number;
  const difference = read(actual) - read(wanted);
  const relation = name.replace(/^Date|^Numeric/, '');
  if (relation === 'Equals') return difference === 0;
  if (difference === 0) return relation.endsWith('Equals');
  return relation.startsWith('LessThan') ? difference < 0 : difference > 0;
}

function inRange(range: string, address: string): boolean {
  const [base = '', length = '32'] = range.split('/');
  const bits = (text: string) => text.split('.').map((byte) => Number(byte).toString(2).padStart(8, '0'));
  return bits(base).join('').slice(0, Number(length)) === bits(address).join('').slice(0, Number(length));
}

function arnLike(wanted: string, actual: string, request: PlainRequest, variables: boolean): boolean {
  const components = (text: string) => /^(.*?):(.*?):(.*?):(.*?):(.*?):(.*)$/s.exec(text)?.slice(1);
  const [patterns, values] = [components(wanted), components(actual)];
  if (!patterns || !values) return false;
  return patterns.every((pattern, index) => glob(tokens(pattern, variables), values[index] ?? '', request));
}

type Token =
  | { text: string }
  | { many: RegExp }
  | { one: RegExp }
  | { key: string; fallback: string | undefined };

function tokens(text: string, variables: boolean, wildcards = true): Token[] {
  const found = text.match(/\$\{[^}]*\}|[\s\S]/g) ?? [];
  return found.flatMap((part): Token[] => {
    const [, key, , fallback] = /^\$\{([^},]+)(, '([^']*)')?\}$/.exec(part) ?? [];
    if (variables && key !== undefined) {
      return '*?$'.includes(key) ? [{ text: key }] : [{ key: key.toLowerCase(), fallback }];
    }
    if (part.length > 1)
      return tokens(part.slice(0, 1), false, wildcards).concat(tokens(part.slice(1), variables, wildcards));
    if (wildcards && part === '*') return [{ many: /^[\s\S]*$/ }];
    if (wildcards && part === '?') return [{ one: /^[\s\S]$/ }];
    return [{ text: part }];
  });
}

/** "If the * wildcard is the last character of a resource ARN segment, it can expand to match beyond the colon." */
function resourceTokens(text: string, variables: boolean): Token[] {
  if (text === '*') return tokens(text, false);
  const [, head = text, tail = ''] = /^((?:[^:]*:){5})(.*)$/s.exec(text) ?? [];
  const narrow = tokens(head, false).map((token, index): Token => {
    if ('one' in token) return { one: /^[^:]$/ };
    const next = head[index + 1];
    return 'many' in token && next !== undefined && next !== ':' ? { many: /^[^:]*$/ } : token;
  });
  return [...narrow, ...tokens(tail, variables)];
}

function glob([token, ...rest]: Token[], value: string, request: PlainRequest): boolean {
  if (!token) return value === '';
  if ('many' in token) {
    for (let taken = 0; taken <= value.length; taken++) {
      if (token.many.test(value.slice(0, taken)) && glob(rest, value.slice(taken), request)) return true;
    }
    return false;
  }
  if ('one' in token) return token.one.test(value.slice(0, 1)) && glob(rest, value.slice(1), request);
  let text: string | undefined;
  if ('text' in token) text = token.text;
  else {
    const held = Object.hasOwn(request.values, token.key) ? request.values[token.key] : undefined;
    text = typeof held === 'string' ? held : token.fallback;
  }
  return text !== undefined && value.startsWith(text) && glob(rest, value.slice(text.length), request);
}

function many(value: OneOrMany | undefined): string[] {
  return value === undefined ? [] : [value].flat();
}

/** The decision of all policies together, row by row of the published flow. */
export function interpretAll(
  policies: {
    identity: PlainPolicy[];
    boundary?: PlainPolicy;
    session?: PlainPolicy[];
    resource?: PlainPolicy;
  },
  request: PlainRequest,
  sameAccount: boolean,
): { allowed: boolean; explicitDeny: boolean } {
  const ask = (list: PlainPolicy[]) => list.map((policy) => interpret(policy, request, false).effect);
  const identity = ask(policies.identity);
  const boundary = policies.boundary && ask([policies.boundary]);
  const session = policies.session && ask(policies.session);
  const resource: Outcome = policies.resource
    ? interpret(policies.resource, request, true)
    : { effect: 'None', grant: 'none' };
  const everything = [...identity, ...(boundary ?? []), ...(session ?? []), resource.effect];
  if (everything.includes('Deny')) return { allowed: false, explicitDeny: true };
  const { type } = request.caller;
  const byResource = resource.effect === 'Allow';
  const limits = (!boundary || boundary.includes('Allow')) && (!session || session.includes('Allow'));
  const byIdentity = (type === 'Root' || identity.includes('Allow')) && limits;
  let allowed: boolean;
  if (type === 'Service' || type === 'Anonymous') allowed = byResource;
  else if (!sameAccount) allowed = byIdentity && byResource;
  else if (resource.grant === 'direct') allowed = true;
  else if (resource.grant === 'role') allowed = limits;
  else allowed = byIdentity;
  return { allowed, explicitDeny: false };
}
