import { type FunctionTarget, functionArn } from '../../lambda/function-arn.ts';
import type { CallContext } from '../../protocols/service.ts';
import { invalidParameter, notFound, validation } from './errors.ts';

/** A function as a request names it. */
export interface NamedFunction extends FunctionTarget {
  /** Version, alias or `$LATEST`; absent for the unqualified function. */
  readonly qualifier?: string;
  /** With its qualifier, if it has one. */
  readonly arn: string;
  readonly unqualifiedArn: string;
}

/** `[arn:aws:lambda:REGION:][ACCOUNT:][function:]NAME[:QUALIFIER]`; `function:x` is the function x, not a qualifier. */
const NAME = String.raw`(?<functionName>[a-zA-Z0-9-_]+)(?::(?<qualifier>\$LATEST|[a-zA-Z0-9-_]+))?$`;
const FORMS = [
  new RegExp(`^(?:(?<account>\\d{12}):)?function:${NAME}`),
  new RegExp(`^arn:aws[a-zA-Z-]*:lambda:(?<region>[a-z0-9-]+):(?<account>\\d{12}):function:${NAME}`),
  new RegExp(`^${NAME}`),
];
const MAXIMUM_LENGTH = 256;
const MAXIMUM_NAME = 64;

/**
 * Reads a function's name, partial ARN or ARN, with the qualifier in it or beside it.
 * https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html#API_GetFunction_RequestParameters
 * Throws ValidationException, InvalidParameterValueException, ResourceNotFoundException (another region).
 */
export function namedFunction(
  text: string | undefined,
  context: Pick<CallContext, 'account' | 'region'>,
  qualifier?: string,
): NamedFunction {
  const parts = text === undefined || text.length > MAXIMUM_LENGTH ? undefined : partsOf(text);
  if (!parts || parts.functionName.length > MAXIMUM_NAME) {
    throw validation(text, 'functionName', 'Member must have length less than or equal to 64');
  }
  if (parts.region !== undefined && parts.region !== context.region) {
    throw notFound(`Functions from '${parts.region}' are not reachable in this region ('${context.region}')`);
  }
  if (parts.qualifier !== undefined && qualifier !== undefined && parts.qualifier !== qualifier) {
    throw invalidParameter(
      'The derived qualifier from the function name does not match the specified qualifier.',
    );
  }
  const { functionName } = parts;
  const account = parts.account ?? context.account;
  const target = { account, region: context.region, functionName };
  const called = parts.qualifier ?? (qualifier || undefined);
  return {
    ...target,
    ...(called !== undefined && { qualifier: called }),
    arn: functionArn(target, called),
    unqualifiedArn: functionArn(target),
  };
}

/** The same, for operations that only know functions as a whole. */
export function unqualifiedFunction(
  text: string | undefined,
  context: Pick<CallContext, 'account' | 'region'>,
): NamedFunction {
  const named = namedFunction(text, context);
  if (named.qualifier === undefined) return named;
  throw invalidParameter(
    'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
  );
}

interface NameParts {
  readonly functionName: string;
  readonly qualifier: string | undefined;
  readonly account: string | undefined;
  readonly region: string | undefined;
}

function partsOf(text: string): NameParts | undefined {
  for (const form of FORMS) {
    const groups = form.exec(text)?.groups;
    if (groups?.functionName === undefined) continue;
    const { functionName, qualifier, account, region } = groups;
    return { functionName, qualifier, account, region };
  }
  return undefined;
}
