import { parseArn } from '../../identity/arn.ts';
import { errors } from './errors.ts';

/**
 * Checks where an integration of type AWS or AWS_PROXY goes:
 * `arn:aws:apigateway:REGION:[SUBDOMAIN.]SERVICE:path|action/SERVICE_API`.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html#apigw-Type-Integration-uri
 */
export function checkAwsUri(
  type: 'AWS' | 'AWS_PROXY',
  uri: string | undefined,
  credentials: string | undefined,
): void {
  const arn = parseArn(uri ?? '');
  if (arn === undefined) throw errors.integrationArnInvalid();
  // The account's place holds the service, e.g. `lambda` or `mybucket.s3`.
  const service = arn.account.split('.').at(-1);
  const action = arn.resource;
  const wellFormed =
    arn.service === 'apigateway' && (action.startsWith('path/') || action.startsWith('action/'));
  if (!wellFormed) throw errors.integrationArnWithoutAction();
  if (type === 'AWS_PROXY' && !isLambda(service, action) && !isFirehose(service, action))
    throw errors.proxyTarget();
  if (type === 'AWS' && service !== 'lambda' && !credentials) throw errors.roleMissing();
}

/** True for `arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION_ARN/invocations`. */
export function isLambdaUri(uri: string): boolean {
  const arn = parseArn(uri);
  return arn?.service === 'apigateway' && arn.region !== '' && isLambda(arn.account, arn.resource);
}

/** `path/2015-03-31/functions/FUNCTION_ARN/invocations`; parts of the function's ARN may be stage variables. */
function isLambda(service: string | undefined, action: string): boolean {
  if (service !== 'lambda' || !action.startsWith('path/')) return false;
  const start = action.indexOf('/functions/');
  if (start < 0) return false;
  const target = action.slice(start + '/functions/'.length);
  const slash = target.lastIndexOf('/');
  const operation = target.slice(slash + 1);
  if (operation !== 'invocations' && operation !== 'response-streaming-invocations') return false;
  const functionArn = target.slice(0, slash);
  return functionArn.startsWith('${stageVariables.') || isFunctionArn(functionArn);
}

function isFunctionArn(text: string): boolean {
  const arn = parseArn(text);
  return arn?.service === 'lambda' && arn.resource.startsWith('function:') && arn.resource !== 'function:';
}

function isFirehose(service: string | undefined, action: string): boolean {
  return service === 'firehose' && (action === 'action/PutRecord' || action === 'action/PutRecordBatch');
}

/** An HTTP integration's endpoint; host and path may hold stage variables and `{parameters}`. */
export function checkHttpUri(uri: string | undefined): void {
  const rest = uri?.replace(/^https?:\/\//i, '');
  if (uri === undefined || rest === undefined || rest === uri || /^[/?#\s]|^$/.test(rest))
    throw errors.invalidEndpoint();
}

/**
 * A role of this account, whose name may be a stage variable (`arn:aws:iam::ACCOUNT:${stageVariables.NAME}`), or the
 * caller's own identity (`arn:aws:iam::*:user/*`).
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/aws-api-gateway-stage-variables-reference.html
 */
export function checkCredentials(credentials: string, account: string): void {
  const arn = parseArn(credentials);
  if (arn?.service !== 'iam') throw errors.invalidRoleArn();
  if (arn.account === '*' && arn.resource === 'user/*') return;
  const isVariable = arn.resource.startsWith('${stageVariables.');
  if (!isVariable && !arn.resource.startsWith('role/')) throw errors.invalidRoleArn();
  if (arn.account !== account) throw errors.crossAccountRole();
}
