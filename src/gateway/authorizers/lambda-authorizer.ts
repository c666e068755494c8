import { hash, randomUUID } from 'node:crypto';
import type { Authorizer } from '../../definitions/api-parts.ts';
import type { InvocationResult } from '../../lambda/invoker.ts';
import { PatternError } from '../../protocols/pattern/syntax.ts';
import { NotServable } from '../compile/not-servable.ts';
import type { StageFacts } from '../compile/stage-facts.ts';
import type { Invocation } from '../invocation.ts';
import { masked } from '../logging/log-text.ts';
import { JavaRegex, RegexBudgetError } from '../mapping/java-regex/java-regex.ts';
import { GatewayError } from '../responses/gateway-error.ts';
import { loggedEvent, requestEvent, tokenEvent } from './lambda-event.ts';
import { compileFunction, type LambdaFunction, type LambdaFunctionDependencies } from './lambda-function.ts';
import { compileIdentity, type LambdaIdentity } from './lambda-identity.ts';
import {
  logConfigurationError,
  logIdentity,
  logRequest,
  logResult,
  logStart,
  logUnauthorized,
} from './lambda-log.ts';
import { type LambdaResult, LambdaResultError, parseLambdaResult } from './lambda-result.ts';
import type { LambdaResultCache } from './lambda-result-cache.ts';
import type { SharedCalls } from './shared-calls.ts';

export interface LambdaAuthorizerDependencies extends LambdaFunctionDependencies {
  readonly results: LambdaResultCache;
  readonly calls: SharedCalls<LambdaAnswer>;
}

/** What is known of a caller after asking for him. */
export interface LambdaAnswer {
  readonly result: LambdaResult;
  /** Of the function's invocation; undefined for an answer that was kept. */
  readonly requestId: string | undefined;
}

const DEFAULT_TTL = 300;

/**
 * A TOKEN or REQUEST authorizer of one stage.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
export class LambdaAuthorizer {
  readonly #id: string;
  readonly #isToken: boolean;
  readonly #identity: LambdaIdentity;
  readonly #pattern: JavaRegex | undefined;
  readonly #function: LambdaFunction;
  /** Milliseconds; 0 when results are not kept. */
  readonly #timeToLive: number;
  readonly #keyPrefix: string;
  readonly #results: LambdaResultCache;
  readonly #calls: SharedCalls<LambdaAnswer>;

  /**
   * Throws NotServable.
   * @param additionalContext values of context variables, for test invocations
   */
  constructor(
    authorizer: Authorizer,
    stage: StageFacts,
    dependencies: LambdaAuthorizerDependencies,
    additionalContext?: Readonly<Record<string, string>>,
  ) {
    const { id, type, authorizerResultTtlInSeconds = DEFAULT_TTL } = authorizer;
    this.#id = id;
    this.#isToken = type === 'TOKEN';
    this.#identity = compileIdentity(authorizer, stage, additionalContext);
    this.#pattern = this.#isToken ? compileValidation(authorizer) : undefined;
    this.#function = compileFunction(authorizer, stage, dependencies);
    this.#timeToLive = authorizerResultTtlInSeconds * 1000;
    this.#keyPrefix = keyPrefixOf(authorizer, stage);
    this.#results = dependencies.results;
    this.#calls = dependencies.calls;
  }

  /**
   * What the function says of the caller, at once where that is kept. Throws GatewayError: UNAUTHORIZED for callers
   * whose identity is missing, does not look like one, or is unknown to the function; AUTHORIZER_FAILURE and
   * AUTHORIZER_CONFIGURATION_ERROR where the function has no answer that can be used.
   */
  answer(invocation: Invocation, methodArn: string): LambdaAnswer | Promise<LambdaAnswer> {
    logStart(invocation, this.#id);
    // "When caching is disabled, it is not necessary to specify an identity source. API Gateway does not perform any
    // validation before invoking the authorizer's Lambda function."
    const values = this.#isToken || this.#timeToLive > 0 ? this.#identity.read(invocation) : [];
    if (!values) throw unauthorized(invocation);
    const [token = ''] = values;
    const key = this.#timeToLive > 0 ? this.#keyOf(values) : undefined;
    const kept = key === undefined ? undefined : this.#results.get(key);
    // Of a token whose answer is kept it is known that it matches.
    if (!kept && !this.#looksValid(invocation, token)) throw unauthorized(invocation);
    logIdentity(invocation, () => (this.#isToken ? masked(token) : this.#identity.describe(invocation)));
    if (kept) return { result: kept, requestId: undefined };
    // Nobody else has the id of this request, so that a call whose result is not kept is nobody else's.
    return this.#calls.join(
      key ?? invocation.ids.requestId,
      invocation.lifetime.signal,
      async (controller) => {
        const answer = await this.#ask(invocation, methodArn, token, controller);
        if (key !== undefined) this.#results.set(key, answer.result, this.#timeToLive);
        return answer;
      },
    );
  }

  /** Whether the token is one that the function should be asked about. */
  #looksValid(invocation: Invocation, token: string): boolean {
    try {
      return this.#pattern?.matches(token) ?? true;
    } catch (error) {
      if (!(error instanceof RegexBudgetError)) throw error;
      throw this.#unusable(invocation, `identity validation expression: ${error.message}`);
    }
  }

  /** Of a digest, so that no token stays in memory. */
  #keyOf(values: readonly string[]): string {
    return this.#keyPrefix + hash('sha256', JSON.stringify(values), 'base64url');
  }

  async #ask(
    invocation: Invocation,
    methodArn: string,
    token: string,
    controller: AbortController,
  ): Promise<LambdaAnswer> {
    const event = this.#isToken ? tokenEvent(methodArn, token) : requestEvent(methodArn, invocation);
    const { lambda, sourceArn } = this.#function;
    const requestId = randomUUID();
    logRequest(invocation, lambda, sourceArn, () => loggedEvent(event, this.#identity));
    const payload = Buffer.from(JSON.stringify(event));
    const answered = await this.#function.invoke(invocation, payload, requestId, controller);
    return { result: this.#read(invocation, answered), requestId };
  }

  #read(invocation: Invocation, { functionError, payload }: InvocationResult): LambdaResult {
    if (functionError && isUnauthorized(payload)) throw unauthorized(invocation);
    logResult(invocation, payload);
    try {
      const result = parseLambdaResult(payload);
      if (functionError) throw new LambdaResultError('Authorizer error');
      return result;
    } catch (error) {
      if (!(error instanceof LambdaResultError)) throw error;
      throw this.#unusable(invocation, error.message);
    }
  }

  #unusable(invocation: Invocation, reason: string): GatewayError {
    logConfigurationError(invocation, reason);
    this.#function.complain(invocation, reason);
    return GatewayError.of('AUTHORIZER_CONFIGURATION_ERROR');
  }
}

function compileValidation({ name, identityValidationExpression }: Authorizer): JavaRegex | undefined {
  if (!identityValidationExpression) return undefined;
  try {
    return new JavaRegex(identityValidationExpression);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new NotServable(`the validation expression of authorizer ${name} is not valid: ${error.message}`);
  }
}

/** Of stage, authorizer and whatever changes the meaning of its results; flushing the cache changes the generation. */
function keyPrefixOf(authorizer: Authorizer, stage: StageFacts): string {
  const { scope, apiId, stageName, isCanary, variables, authorizerCacheGeneration } = stage;
  const place = [scope.account, scope.region, apiId, stageName, isCanary, authorizerCacheGeneration ?? 0];
  return hash('sha256', JSON.stringify([...place, variables, authorizer]), 'base64url');
}

function unauthorized(invocation: Invocation): GatewayError {
  logUnauthorized(invocation);
  return GatewayError.of('UNAUTHORIZED');
}

/** The one error by which a function says that it does not know the caller. @param errorObject JSON text */
function isUnauthorized(errorObject: Uint8Array): boolean {
  try {
    const { buffer, byteOffset, byteLength } = errorObject;
    const parsed: unknown = JSON.parse(Buffer.from(buffer, byteOffset, byteLength).toString());
    return (
      typeof parsed === 'object' &&
      parsed !== null &&
      'errorMessage' in parsed &&
      parsed.errorMessage === 'Unauthorized'
    );
  } catch {
    return false;
  }
}
