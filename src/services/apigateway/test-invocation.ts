import type { TestMethodResult } from '../../definitions/test-invocation.ts';
import type { CallContext } from '../../protocols/service.ts';
import { findAuthorizer } from './authorizer.ts';
import { takeSnapshot } from './deployment.ts';
import { errors } from './errors.ts';
import { type Family, type Gateway, type Input, type Output, scopeOf } from './gateway.ts';
import { required } from './members.ts';
import { methodIn } from './method.ts';
import { findResource } from './resource.ts';
import { findRestApi } from './rest-api.ts';

type Operation = 'TestInvokeMethod' | 'TestInvokeAuthorizer';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-test-method.html */
export function testInvocationOperations(gateway: Gateway): Family<Operation> {
  return {
    TestInvokeMethod: (input, context) => testInvokeMethod(gateway, input, context),
    TestInvokeAuthorizer: (input, context) => testInvokeAuthorizer(gateway, input, context),
  };
}

/**
 * Executes a method as it is now, with a request that is made up, and says how that went.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_TestInvokeMethod.html
 */
async function testInvokeMethod(
  gateway: Gateway,
  input: Input<'TestInvokeMethod'>,
  context: CallContext,
): Promise<Output<'TestInvokeMethod'>> {
  const { value: resource } = await findResource(gateway, input, context);
  const httpMethod = required(input.httpMethod, 'httpMethod');
  if (!Object.hasOwn(resource.methods, 'ANY')) methodIn(resource, httpMethod);
  const { clientCertificateId, pathWithQueryString, stageVariables, body = '' } = input;
  const scope = scopeOf(context);
  if (clientCertificateId && !(await gateway.clientCertificates.get(scope, clientCertificateId))) {
    throw errors.clientCertificateNotFound();
  }
  if (!gateway.testInvoker) throw errors.testInvocationNotOffered('TestInvokeMethod');
  const result = await gateway.testInvoker.invokeMethod({
    scope,
    snapshot: await takeSnapshot(gateway, await findRestApi(gateway, input.restApiId, context)),
    resourceId: resource.id,
    httpMethod,
    pathWithQueryString,
    headers: headersOf(input),
    body,
    stageVariables,
    clientCertificateId,
    signal: context.signal,
  });
  return describeResult(result);
}

/**
 * Asks an authorizer as it is now about a request that is made up.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_TestInvokeAuthorizer.html
 */
async function testInvokeAuthorizer(
  gateway: Gateway,
  input: Input<'TestInvokeAuthorizer'>,
  context: CallContext,
): Promise<Output<'TestInvokeAuthorizer'>> {
  const authorizer = (await findAuthorizer(gateway, input, context)).value;
  const api = await findRestApi(gateway, input.restApiId, context);
  const { pathWithQueryString, stageVariables, additionalContext, body = '' } = input;
  if (!gateway.testInvoker) throw errors.testInvocationNotOffered('TestInvokeAuthorizer');
  const { claims, ...result } = await gateway.testInvoker.invokeAuthorizer({
    scope: scopeOf(context),
    snapshot: await takeSnapshot(gateway, api),
    authorizerId: authorizer.id,
    pathWithQueryString,
    headers: headersOf(input),
    body,
    stageVariables,
    additionalContext,
    signal: context.signal,
  });
  return { ...result, ...(claims && { claims: Object.fromEntries(claims) }) };
}

/** Names and values in turn: those with several values, and those with one that are not among them. */
function headersOf({
  headers = {},
  multiValueHeaders = {},
}: Pick<Input<'TestInvokeMethod'>, 'headers' | 'multiValueHeaders'>): string[] {
  const pairs: string[] = [];
  const names = new Set<string>();
  for (const [name, values] of Object.entries(multiValueHeaders)) {
    names.add(name.toLowerCase());
    for (const value of values) pairs.push(name, value);
  }
  for (const [name, value] of Object.entries(headers))
    if (!names.has(name.toLowerCase())) pairs.push(name, value);
  return pairs;
}

function describeResult({ headers, ...result }: TestMethodResult): Output<'TestInvokeMethod'> {
  const single = new Map<string, string>();
  const multi = new Map<string, string[]>();
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] ?? '';
    const value = headers[index + 1] ?? '';
    single.set(name, value);
    multi.set(name, [...(multi.get(name) ?? []), value]);
  }
  return { ...result, headers: Object.fromEntries(single), multiValueHeaders: Object.fromEntries(multi) };
}
