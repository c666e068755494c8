import { type CompiledPolicy, compileDocument } from '../../identity/policy/compile.ts';
import { MalformedPolicyError, type PolicyStatement, parsePolicy } from '../../identity/policy/document.ts';
import type { AuthorizerProperty, AuthorizerVariables } from './authorizer-variables.ts';

/** What a Lambda authorizer's function says of a caller, ready to be asked for every route. */
export interface LambdaResult {
  /** As of a kept answer: with an `integrationLatency` of 0. */
  readonly variables: AuthorizerVariables;
  readonly policy: CompiledPolicy;
  /** The policy as JSON text. */
  readonly policyText: string;
  /** Bytes that keeping it takes, about. */
  readonly weight: number;
}

/** A result that API Gateway can't use; `message` is what its execution log says, in AWS's words where they are known. */
export class LambdaResultError extends Error {
  override readonly name = 'LambdaResultError';
}

/** Larger results are not even read. Policies have a limit of their own: MAXIMUM_POLICY_LENGTH. */
const MAXIMUM_RESULT = 256 * 1024;
/** "the Resource ARN, as shown in the policy statement output by the authorizer, is currently limited to 512 characters". */
const MAXIMUM_RESOURCE = 512;
/** How much larger a compiled policy is than its text, about. */
const COMPILED_SIZE = 10;
const OVERHEAD = 1_000;

const MEMBERS: ReadonlySet<string> = new Set([
  'principalId',
  'policyDocument',
  'context',
  'usageIdentifierKey',
]);

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads what an authorizer's function returned. Throws LambdaResultError. A member that AWS does not know makes the whole
 * invalid: `Invalid JSON in response: Unrecognized field "errorType" , not marked as ignorable` is from an execution log.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
 * @param payload JSON text
 */
export function parseLambdaResult(payload: Uint8Array): LambdaResult {
  if (payload.length > MAXIMUM_RESULT) throw new LambdaResultError('Authorizer result is too large');
  const result = parseJson(payload);
  if (!isObject(result)) throw new LambdaResultError('Could not parse policy');
  for (const name of Object.keys(result)) {
    if (MEMBERS.has(name)) continue;
    throw invalid(`Unrecognized field ${JSON.stringify(name)} , not marked as ignorable`);
  }
  const policyText = JSON.stringify(own(result, 'policyDocument') ?? null);
  return {
    variables: {
      principalId: scalarText(result, 'principalId'),
      claims: undefined,
      properties: propertiesOf(own(result, 'context')),
      usageIdentifierKey: scalarText(result, 'usageIdentifierKey'),
      integrationLatency: 0,
    },
    policy: compile(policyText),
    policyText,
    weight: OVERHEAD + payload.length + COMPILED_SIZE * policyText.length,
  };
}

function parseJson(payload: Uint8Array): unknown {
  const { buffer, byteOffset, byteLength } = payload;
  try {
    return JSON.parse(Buffer.from(buffer, byteOffset, byteLength).toString());
  } catch {
    throw invalid('not JSON');
  }
}

/** "Notice that you cannot set a JSON object or array as a valid value of any key in the context map." */
function propertiesOf(context: unknown): ReadonlyMap<string, AuthorizerProperty> {
  const properties = new Map<string, AuthorizerProperty>();
  if (context === undefined || context === null) return properties;
  if (!isObject(context)) throw invalid('context is not a map');
  for (const [name, value] of Object.entries(context)) {
    if (value === null) continue;
    if (!isScalar(value)) throw invalid(`the value of ${JSON.stringify(name)} in context is not a scalar`);
    properties.set(name, value);
  }
  return properties;
}

function compile(policyText: string): CompiledPolicy {
  try {
    const document = parsePolicy(policyText);
    const fault = document.statements.map(faultOf).find((each) => each !== undefined);
    if (fault !== undefined) throw new LambdaResultError(`Invalid policy document: ${fault}`);
    return compileDocument(document);
  } catch (error) {
    if (error instanceof MalformedPolicyError) throw new LambdaResultError('Could not parse policy');
    throw error;
  }
}

/** What the grammar lets pass because policies of other kinds have it; a statement about no resource would be about all. */
function faultOf(statement: PolicyStatement): string | undefined {
  const { effect, principal, notPrincipal, action, notAction, resource, notResource } = statement;
  if (effect !== 'Allow' && effect !== 'Deny') return 'the effect is neither Allow nor Deny';
  if (principal || notPrincipal) return 'a statement names a principal';
  if ((action ?? notAction ?? []).length === 0) return 'a statement names no action';
  const resources = resource ?? notResource ?? [];
  if (resources.length === 0) return 'a statement names no resource';
  return resources.some((arn) => arn.length > MAXIMUM_RESOURCE) ? 'a resource is too long' : undefined;
}

/** Numbers and booleans count as their text. */
function scalarText(result: Json, name: string): string | undefined {
  const value = own(result, name);
  if (value === undefined || value === null) return undefined;
  if (!isScalar(value)) throw invalid(`${name} is not a string`);
  return String(value);
}

function isScalar(value: unknown): value is AuthorizerProperty {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

function invalid(reason: string): LambdaResultError {
  return new LambdaResultError(`Invalid JSON in response: ${reason}`);
}

function own(json: Json, name: string): unknown {
  return Object.hasOwn(json, name) ? json[name] : undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
