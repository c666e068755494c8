import { parseArn } from '../../identity/arn.ts';

/** The function that an integration invokes. */
export interface LambdaTarget {
  readonly account: string;
  readonly region: string;
  readonly functionName: string;
  /** Version or alias; absent for the unqualified function. */
  readonly qualifier?: string;
}

/** What comes before and after the function's ARN. */
interface OperationPath {
  readonly prefix: string;
  readonly suffix: string;
}

const INVOKE: OperationPath = { prefix: 'path/2015-03-31/functions/', suffix: '/invocations' };
const INVOKE_WITH_RESPONSE_STREAM: OperationPath = {
  prefix: 'path/2021-11-15/functions/',
  suffix: '/response-streaming-invocations',
};

/**
 * Reads `arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION_ARN/invocations`, the form of every Lambda
 * proxy integration's URI. Undefined for anything else.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html
 */
export function parseLambdaUri(uri: string): LambdaTarget | undefined {
  return parseUri(uri, INVOKE);
}

/**
 * Reads `arn:aws:apigateway:REGION:lambda:path/2021-11-15/functions/FUNCTION_ARN/response-streaming-invocations`, the form
 * of those whose response is streamed. Undefined for anything else.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
 */
export function parseLambdaStreamUri(uri: string): LambdaTarget | undefined {
  return parseUri(uri, INVOKE_WITH_RESPONSE_STREAM);
}

function parseUri(uri: string, { prefix, suffix }: OperationPath): LambdaTarget | undefined {
  const parts = parseArn(uri);
  // `apigateway` ARNs have the integrated service in place of the account.
  if (parts?.service !== 'apigateway' || parts.account !== 'lambda') return undefined;
  if (!parts.resource.startsWith(prefix) || !parts.resource.endsWith(suffix)) return undefined;
  return parseFunctionArn(parts.resource.slice(prefix.length, -suffix.length));
}

/** `arn:aws:lambda:REGION:ACCOUNT:function:NAME`, and `:QUALIFIER` or not. */
function parseFunctionArn(text: string): LambdaTarget | undefined {
  const arn = parseArn(text);
  if (arn?.service !== 'lambda' || !arn.region || !arn.account) return undefined;
  const [kind, functionName, qualifier, ...rest] = arn.resource.split(':');
  if (kind !== 'function' || !functionName || qualifier === '' || rest.length > 0) return undefined;
  const target = { account: arn.account, region: arn.region, functionName };
  return qualifier === undefined ? target : { ...target, qualifier };
}
