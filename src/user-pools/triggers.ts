import type { PoolUserRecord } from '../definitions/user-pools.ts';
import type { ClientOfPool, UserPool } from './user-pool.ts';

/** Calls the functions of pools. */
export interface TriggerInvoker {
  /**
   * Calls a function and gives what it returned, parsed. Throws {@link UserPoolError}: UserLambdaValidationException with
   * the function's own message when it failed, UnexpectedLambdaException when it could not be called,
   * InvalidLambdaResponseException when it answered no JSON.
   */
  invoke(pool: UserPool, functionArn: string, trigger: string, event: object): Promise<unknown>;
}

/** The event that triggers get. https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html */
export function triggerEvent(
  { pool, client }: { readonly pool: UserPool; readonly client?: ClientOfPool['client'] | undefined },
  userName: string,
  event: {
    readonly version?: '1' | '2';
    readonly triggerSource: string;
    readonly request: object;
    readonly response: object;
  },
) {
  const { version = '1', triggerSource, request, response } = event;
  return {
    version,
    region: pool.scope.region,
    userPoolId: pool.id,
    userName,
    callerContext: {
      awsSdkVersion: 'aws-sdk-unknown-unknown',
      clientId: client?.id ?? 'CLIENT_ID_NOT_APPLICABLE',
    },
    triggerSource,
    request,
    response,
  };
}

/** Attributes as triggers get them. */
export function triggerAttributes(user: PoolUserRecord): Record<string, string> {
  return Object.fromEntries([
    ['sub', user.sub],
    ['cognito:user_status', user.status],
    ...user.attributes.map(({ name, value }) => [name, value]),
  ]);
}
