import { parseArn } from '../../identity/arn.ts';

/** The function that an integration invokes. */
export interface LambdaTarget {
  readonly account: string;
  readonly region: string;
  readonly functionName: string;
  /** Version or alias; absent for the unqualified function. */
  readonly qualifier?: string;
}

const PATH_PREFIX = 'path/2015-03-31/functions/';
const PATH_SUFFIX = '/invocations';

/**
 * Reads `arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION_ARN/invocations`, the form of every Lambda
 * proxy integration's URI. Undefined for anything else.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html
 */
export function parseLambdaUri(uri: string): LambdaTarget | undefined {
  const parts = parseArn(uri);
  // `apigateway` ARNs have the integrated service in place of the account.
  if (parts?.service !== 'apigateway' || parts.account !== 'lambda') return undefined;
  if (!parts.resource.startsWith(PATH_PREFIX) || !parts.resource.endsWith(PATH_SUFFIX)) return undefined;
  return parseFunctionArn(parts.resource.slice(PATH_PREFIX.length, -PATH_SUFFIX.length));
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
