import { duplicateKey } from './duplicate-key.ts';

/** A policy that can't be understood; `message` is what IAM answers with `MalformedPolicyDocument`. */
export class MalformedPolicyError extends Error {
  override readonly name = 'MalformedPolicyError';
}

/** IAM's answer to most mistakes. */
export const SYNTAX_ERRORS = 'Syntax errors in policy.';

/** IAM's `policyDocumentType`: longest text in characters. */
export const MAXIMUM_POLICY_LENGTH = 131_072;

/** The principals that a `Principal` or `NotPrincipal` element names. */
export interface PrincipalNames {
  /** `"*"`: everybody, also who has no credentials. */
  readonly everyone: boolean;
  /** Account ids, ARNs, unique ids (`AIDA...`, `AROA...`) or `*`. */
  readonly aws: readonly string[];
  /** e.g. `apigateway.amazonaws.com` */
  readonly service: readonly string[];
  readonly federated: readonly string[];
  readonly canonicalUser: readonly string[];
}

/** One test of a `Condition` element: `{ operator: { key: values } }`. */
export interface PolicyCondition {
  /** As written, e.g. `ForAnyValue:StringLikeIfExists`. */
  readonly operator: string;
  /** As written; names of keys have no case. */
  readonly key: string;
  readonly values: readonly string[];
}

/** A statement with every string-or-list made a list. */
export interface PolicyStatement {
  readonly sid?: string;
  /** As written: IAM knows `Allow` and `Deny` in this case only, but notices late. */
  readonly effect: string;
  readonly principal?: PrincipalNames;
  readonly notPrincipal?: PrincipalNames;
  readonly action?: readonly string[];
  readonly notAction?: readonly string[];
  readonly resource?: readonly string[];
  readonly notResource?: readonly string[];
  readonly conditions: readonly PolicyCondition[];
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
export interface PolicyDocument {
  /** Absent means 2008-10-17, which knows no policy variables. */
  readonly version?: '2008-10-17' | '2012-10-17';
  readonly id?: string;
  readonly statements: readonly PolicyStatement[];
}

type Json = Readonly<Record<string, unknown>>;

const DOCUMENT_ELEMENTS = new Set(['Version', 'Id', 'Statement']);
const STATEMENT_ELEMENTS = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);
const OPERATOR =
  /^(?:For(?:AnyValue|AllValues):)?(?:Null|(?:String(?:Not)?(?:Equals(?:IgnoreCase)?|Like)|(?:Numeric|Date)(?:(?:Not)?Equals|(?:LessThan|GreaterThan)(?:Equals)?)|Bool|BinaryEquals|(?:Not)?IpAddress|Arn(?:Not)?(?:Equals|Like))(?:IfExists)?)$/;

/**
 * Reads the text of a policy of any kind.
 * Throws {@link MalformedPolicyError} where the text does not follow the grammar.
 */
export function parsePolicy(text: string): PolicyDocument {
  if (text.length > MAXIMUM_POLICY_LENGTH) throw new MalformedPolicyError(SYNTAX_ERRORS);
  const root = object(parseJson(text));
  const repeated = duplicateKey(text);
  if (repeated !== undefined) {
    throw new MalformedPolicyError(`Statement/policy already has instance of ${repeated}`);
  }
  onlyElements(root, DOCUMENT_ELEMENTS);
  const version = optional(root, 'Version', string);
  if (version !== undefined && version !== '2008-10-17' && version !== '2012-10-17') {
    throw new MalformedPolicyError(SYNTAX_ERRORS);
  }
  const id = optional(root, 'Id', string);
  const given = own(root, 'Statement');
  const statements = Array.isArray(given) ? given : [given];
  if (statements.length === 0) throw new MalformedPolicyError(SYNTAX_ERRORS);
  return {
    ...(version !== undefined && { version }),
    ...(id !== undefined && { id }),
    statements: statements.map((statement) => parseStatement(object(statement))),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MalformedPolicyError(SYNTAX_ERRORS);
  }
}

function parseStatement(json: Json): PolicyStatement {
  onlyElements(json, STATEMENT_ELEMENTS);
  for (const element of ['Principal', 'Action', 'Resource']) {
    if (Object.hasOwn(json, element) && Object.hasOwn(json, `Not${element}`)) {
      throw new MalformedPolicyError(SYNTAX_ERRORS);
    }
  }
  const effect = string(own(json, 'Effect'));
  if (!/^(allow|deny)$/i.test(effect)) throw new MalformedPolicyError(SYNTAX_ERRORS);
  const sid = optional(json, 'Sid', string);
  const principal = optional(json, 'Principal', parsePrincipals);
  const notPrincipal = optional(json, 'NotPrincipal', parsePrincipals);
  const action = optional(json, 'Action', strings);
  const notAction = optional(json, 'NotAction', strings);
  const resource = optional(json, 'Resource', strings);
  const notResource = optional(json, 'NotResource', strings);
  return {
    ...(sid !== undefined && { sid }),
    effect,
    ...(principal && { principal }),
    ...(notPrincipal && { notPrincipal }),
    ...(action && { action }),
    ...(notAction && { notAction }),
    ...(resource && { resource }),
    ...(notResource && { notResource }),
    conditions: optional(json, 'Condition', parseConditions) ?? [],
  };
}

function parsePrincipals(value: unknown): PrincipalNames {
  const named = new Map<string, readonly string[]>();
  const everyone = value === '*';
  for (const [type, names] of everyone ? [] : Object.entries(object(value))) {
    if (!['AWS', 'Service', 'Federated', 'CanonicalUser'].includes(type)) {
      throw new MalformedPolicyError(SYNTAX_ERRORS);
    }
    named.set(type, strings(names));
  }
  return {
    everyone,
    aws: named.get('AWS') ?? [],
    service: named.get('Service') ?? [],
    federated: named.get('Federated') ?? [],
    canonicalUser: named.get('CanonicalUser') ?? [],
  };
}

function parseConditions(value: unknown): PolicyCondition[] {
  const conditions: PolicyCondition[] = [];
  for (const [operator, tests] of Object.entries(object(value))) {
    const keys = Object.entries(object(tests));
    // IAM minds an unknown operator only where it tests something.
    if (keys.length > 0 && !OPERATOR.test(operator)) throw new MalformedPolicyError(SYNTAX_ERRORS);
    for (const [key, values] of keys) conditions.push({ operator, key, values: conditionValues(values) });
  }
  return conditions;
}

/** Quotation marks are optional for numbers and booleans. */
function conditionValues(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map((one: unknown) => {
    if (typeof one === 'number' || typeof one === 'boolean') return String(one);
    return string(one);
  });
}

function onlyElements(json: Json, allowed: ReadonlySet<string>): void {
  for (const name of Object.keys(json)) {
    if (!allowed.has(name)) throw new MalformedPolicyError(SYNTAX_ERRORS);
  }
}

function own(json: Json, name: string): unknown {
  return Object.hasOwn(json, name) ? json[name] : undefined;
}

function optional<T>(json: Json, name: string, read: (value: unknown) => T): T | undefined {
  return Object.hasOwn(json, name) ? read(json[name]) : undefined;
}

function object(value: unknown): Json {
  if (isObject(value)) return value;
  throw new MalformedPolicyError(SYNTAX_ERRORS);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function string(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new MalformedPolicyError(SYNTAX_ERRORS);
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(string) : [string(value)];
}
