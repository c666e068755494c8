import type { LambdaTriggers, PoolUserRecord } from '../definitions/user-pools.ts';
import type { ClientOfPool, UserPool } from './user-pool.ts';
import { UserPoolError } from './user-pool-error.ts';

/** Calls the functions of pools. */
export interface TriggerInvoker {
  /**
   * Calls a function and gives what it returned, parsed. Throws {@link UserPoolError}: UserLambdaValidationException with
   * the function's own message when it failed, UnexpectedLambdaException when it could not be called,
   * InvalidLambdaResponseException when it answered no JSON.
   * @param trigger as messages name it, e.g. `PreSignUp`
   */
  invoke(pool: UserPool, functionArn: string, trigger: string, event: object): Promise<unknown>;
}

/** For whom a function is called. */
export interface TriggerSubject {
  readonly pool: UserPool;
  readonly client?: ClientOfPool['client'] | undefined;
  readonly user: PoolUserRecord;
}

/** What a trigger is called for. */
export interface TriggerCall {
  readonly version?: '1' | '2';
  /** e.g. `PreSignUp_SignUp` */
  readonly source: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly response: Readonly<Record<string, unknown>>;
}

type TriggerName = Exclude<keyof LambdaTriggers, 'preTokenGeneration'>;

const NAMES: Readonly<Record<keyof LambdaTriggers, string>> = {
  preSignUp: 'PreSignUp',
  postConfirmation: 'PostConfirmation',
  preAuthentication: 'PreAuthentication',
  postAuthentication: 'PostAuthentication',
  customMessage: 'CustomMessage',
  preTokenGeneration: 'PreTokenGeneration',
};

/**
 * Lambda triggers of user pools.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
 */
export class Triggers {
  readonly #invoker: TriggerInvoker;

  constructor(invoker: TriggerInvoker) {
    this.#invoker = invoker;
  }

  /** The `response` of what the function returned; undefined when the pool has no such trigger. Throws UserPoolError. */
  async run(
    name: TriggerName,
    subject: TriggerSubject,
    call: TriggerCall,
  ): Promise<Record<string, unknown> | undefined> {
    const arn = subject.pool.triggers[name];
    return arn === undefined ? undefined : this.#call(name, arn, subject, call);
  }

  /** As `run`, for the trigger that has versions. */
  async preTokenGeneration(
    subject: TriggerSubject,
    callOf: (version: 'V1_0' | 'V2_0') => TriggerCall,
  ): Promise<Record<string, unknown> | undefined> {
    const { preTokenGeneration } = subject.pool.triggers;
    if (preTokenGeneration === undefined) return undefined;
    const { arn, version } = preTokenGeneration;
    return this.#call('preTokenGeneration', arn, subject, callOf(version));
  }

  async #call(
    name: keyof LambdaTriggers,
    arn: string,
    { pool, client, user }: TriggerSubject,
    { version = '1', source, request, response }: TriggerCall,
  ): Promise<Record<string, unknown>> {
    const returned = await this.#invoker.invoke(pool, arn, NAMES[name], {
      version,
      region: pool.scope.region,
      userPoolId: pool.id,
      userName: user.username,
      callerContext: {
        awsSdkVersion: 'aws-sdk-unknown-unknown',
        clientId: client?.id ?? 'CLIENT_ID_NOT_APPLICABLE',
      },
      triggerSource: source,
      request: { userAttributes: triggerAttributes(user), ...request },
      response,
    });
    if (!isRecord(returned) || !isRecord(returned.response)) {
      throw new UserPoolError('InvalidLambdaResponseException', 'Unrecognizable lambda output');
    }
    return returned.response;
  }
}

/** Attributes as triggers get them. */
function triggerAttributes(user: PoolUserRecord): Record<string, string> {
  return Object.fromEntries([
    ['sub', user.sub],
    ['cognito:user_status', user.status],
    ...user.attributes.map(({ name, value }) => [name, value]),
  ]);
}

/** Whether what a function returned is an object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
