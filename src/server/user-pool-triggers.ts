import { parseArn } from '../identity/arn.ts';
import type { Caller } from '../identity/principal.ts';
import type { FunctionAccess, FunctionInvoker, InvocationResult } from '../lambda/invoker.ts';
import { ServiceError } from '../protocols/service-error.ts';
import type { TriggerInvoker } from '../user-pools/triggers.ts';
import type { UserPool } from '../user-pools/user-pool.ts';
import { UserPoolError } from '../user-pools/user-pool-error.ts';

const PRINCIPAL = 'cognito-idp.amazonaws.com';
/** "When Amazon Cognito calls your Lambda function, it must respond within 5 seconds." */
const TIMEOUT_MS = 5_000;
/** "If it doesn't ... Amazon Cognito retries the call. After three unsuccessful attempts, the function times out." */
const ATTEMPTS = 3;
const LONGEST_MESSAGE = 1024;

export interface UserPoolTriggerParts {
  readonly invoker: FunctionInvoker;
  readonly functionAccess: FunctionAccess;
}

/**
 * Calls the functions of user pools as Cognito, by leave of the functions' policies.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
 */
export function userPoolTriggers({ invoker, functionAccess }: UserPoolTriggerParts): TriggerInvoker {
  return {
    async invoke(pool, functionArn, trigger, event) {
      const target = targetOf(functionArn);
      const source = { arn: pool.arn, account: pool.scope.account };
      if (!target || !(await functionAccess.mayInvoke(cognito(pool), target, source)))
        throw notInvoked(trigger, 'AccessDeniedException');
      const payload = Buffer.from(JSON.stringify(event));
      for (let attempt = 1; ; attempt++) {
        const signal = AbortSignal.timeout(TIMEOUT_MS);
        try {
          const result = await invoker.invoke({ ...target, payload, type: 'RequestResponse', signal });
          return outcomeOf(trigger, result);
        } catch (error) {
          if (signal.aborted && attempt < ATTEMPTS) continue;
          if (signal.aborted) throw notInvoked(trigger, 'Socket timeout while invoking Lambda function');
          if (error instanceof UserPoolError || !(error instanceof ServiceError)) throw error;
          throw notInvoked(trigger, error.code);
        }
      }
    },
  };
}

function cognito({ scope }: UserPool): Caller {
  return { principal: { type: 'Service', account: scope.account, arn: PRINCIPAL, userId: PRINCIPAL } };
}

function targetOf(functionArn: string) {
  const { service, region, account, resource = '' } = parseArn(functionArn) ?? {};
  const [, functionName, qualifier] = resource.split(':');
  if (service !== 'lambda' || !region || !account || !functionName) return undefined;
  return { account, region, functionName, ...(qualifier !== undefined && { qualifier }) };
}

function outcomeOf(trigger: string, { functionError, payload }: InvocationResult): unknown {
  const returned = parsed(payload);
  if (functionError === undefined) {
    if (returned !== undefined) return returned;
    throw new UserPoolError('InvalidLambdaResponseException', 'Unrecognizable lambda output');
  }
  const message = Object(returned).errorMessage;
  const text = typeof message === 'string' ? message.slice(0, LONGEST_MESSAGE) : '';
  throw new UserPoolError('UserLambdaValidationException', `${trigger} failed with error ${text}.`);
}

function parsed(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload).toString('utf8'));
  } catch {
    return undefined;
  }
}

function notInvoked(trigger: string, reason: string): UserPoolError {
  return new UserPoolError(
    'UnexpectedLambdaException',
    `${trigger} invocation failed due to error ${reason}.`,
  );
}
