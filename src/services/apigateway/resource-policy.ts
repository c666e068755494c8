import { MalformedPolicyError, parsePolicy } from '../../identity/policy/document.ts';
import type { Scope } from '../../store/store.ts';
import { errors } from './errors.ts';

type Json = Record<string, unknown>;

const VERSIONS = ['2008-10-17', '2012-10-17'];

/**
 * Reads a resource policy as CreateRestApi and UpdateRestApi take it and gives what is kept: JSON without spaces, with
 * resources in the short form `execute-api:/stage/METHOD/path` made full ARNs of this API.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-create-attach.html
 * @throws ServiceError BadRequestException
 */
export function readResourcePolicy(text: string, scope: Scope, restApiId: string, maximum: number): string {
  if (text.length > maximum) throw errors.policyTooLong(maximum);
  const policy = parse(text);
  if (policy.Version !== undefined && !VERSIONS.includes(String(policy.Version)))
    throw errors.invalidPolicy();
  const statements = Array.isArray(policy.Statement) ? policy.Statement : [policy.Statement];
  if (statements.length === 0) throw errors.invalidPolicy();
  const prefix = `arn:aws:execute-api:${scope.region}:${scope.account}:${restApiId}/`;
  const expanded = statements.map((statement) => expandStatement(statement, prefix));
  const kept = JSON.stringify({ ...policy, Statement: expanded });
  if (!isUnderstood(kept)) throw errors.invalidPolicy();
  return kept;
}

/** Whether the gateway can decide by it: nothing is saved that would then refuse every request. */
function isUnderstood(text: string): boolean {
  try {
    parsePolicy(text);
    return true;
  } catch (error) {
    if (error instanceof MalformedPolicyError) return false;
    throw error;
  }
}

/** The form in which AWS answers `policy`: the JSON text with its quotes and backslashes escaped once more. */
export function escapedPolicy(policy: string): string {
  return JSON.stringify(policy).slice(1, -1);
}

function parse(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Not JSON: the same answer as JSON that is no policy.
  }
  throw errors.invalidPolicy();
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Checks one statement against the grammar of resource policies and expands its resources. */
function expandStatement(statement: unknown, prefix: string): Json {
  if (!isObject(statement)) throw errors.invalidPolicy();
  if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny') throw errors.invalidPolicy();
  oneOf(statement, 'Principal', 'NotPrincipal', isPrincipal);
  oneOf(statement, 'Action', 'NotAction', isTexts);
  oneOf(statement, 'Resource', 'NotResource', isTexts);
  if (statement.Condition !== undefined && !isCondition(statement.Condition)) throw errors.invalidPolicy();
  const result: Json = { ...statement };
  for (const member of ['Resource', 'NotResource'] as const) {
    if (statement[member] !== undefined) result[member] = expandResources(statement[member], prefix);
  }
  return result;
}

/** Exactly one of two members is there, and it is well formed. */
function oneOf(statement: Json, member: string, negated: string, check: (value: unknown) => boolean): void {
  const present = [statement[member], statement[negated]].filter((value) => value !== undefined);
  if (present.length !== 1 || !check(present[0])) throw errors.invalidPolicy();
}

function isTexts(value: unknown): boolean {
  const texts = Array.isArray(value) ? value : [value];
  return texts.length > 0 && texts.every((text) => typeof text === 'string' && text !== '');
}

/** `*`, or principals by kind; an ARN's account and name must be there. */
function isPrincipal(value: unknown): boolean {
  if (typeof value === 'string') return value === '*';
  if (!isObject(value) || Object.keys(value).length === 0) return false;
  return Object.entries(value).every(([kind, names]) => {
    if (!['AWS', 'Service', 'Federated', 'CanonicalUser'].includes(kind) || !isTexts(names)) return false;
    const list: unknown[] = Array.isArray(names) ? names : [names];
    return kind !== 'AWS' || list.every((name) => typeof name === 'string' && isAwsPrincipal(name));
  });
}

/** `*`, an account id, or an ARN of IAM or STS. */
function isAwsPrincipal(name: string): boolean {
  return (
    name === '*' || /^\d{12}$/.test(name) || /^arn:aws[a-z-]*:(iam|sts)::(\d{12}|cloudfront):.+/.test(name)
  );
}

/** Operator to condition key to value or values. */
function isCondition(value: unknown): boolean {
  if (!isObject(value)) return false;
  return Object.values(value).every(
    (keys) => isObject(keys) && Object.values(keys).every((wanted) => isConditionValue(wanted)),
  );
}

function isConditionValue(value: unknown): boolean {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.every((one) => ['string', 'number', 'boolean'].includes(typeof one));
}

function expandResources(value: unknown, prefix: string): unknown {
  if (Array.isArray(value)) return value.map((one) => expandResources(one, prefix));
  if (typeof value !== 'string' || !value.startsWith('execute-api:/')) return value;
  return prefix + value.slice('execute-api:/'.length);
}
