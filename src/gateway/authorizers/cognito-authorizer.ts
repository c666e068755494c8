import type { Authorizer } from '../../definitions/api-parts.ts';
import { audiencesOf, scopesOf } from '../../identity/jwt/claims.ts';
import { KeysUnavailable, TokenRefused } from '../../identity/jwt/token-refused.ts';
import type { VerifiedToken } from '../../identity/jwt/token-verifier.ts';
import { PatternError } from '../../protocols/pattern/syntax.ts';
import type { Log } from '../../telemetry/log.ts';
import { NotServable } from '../compile/not-servable.ts';
import type { StageFacts } from '../compile/stage-facts.ts';
import { withStageVariables } from '../compile/stage-variables.ts';
import { type JavaRegex, javaRegex, RegexBudgetError } from '../mapping/java-regex/java-regex.ts';
import { GatewayError } from '../responses/gateway-error.ts';
import type { UserPoolIssuer, UserPoolTokens } from './cognito-user-pools.ts';

/** Seconds. https://docs.aws.amazon.com/apigateway/latest/api/API_Authorizer.html */
const DEFAULT_TTL = 300;
const HEADER = 'method.request.header.';

type Token = VerifiedToken<UserPoolIssuer>;

/** A COGNITO_USER_POOLS authorizer of a stage, made ready. */
export class CognitoAuthorizer {
  /** In lower case. */
  readonly header: string;
  readonly #name: string;
  readonly #pools: readonly string[];
  readonly #audience: JavaRegex | undefined;
  readonly #remember: number;
  readonly #partition: string;
  readonly #tokens: UserPoolTokens;
  readonly #stage: StageFacts;
  readonly #log: Log;
  readonly #told = new Set<string>();

  /** Throws NotServable. */
  constructor(authorizer: Authorizer, stage: StageFacts, tokens: UserPoolTokens, log: Log) {
    const { id, name, identitySource, providerARNs = [], authorizerResultTtlInSeconds: ttl } = authorizer;
    if (!identitySource?.startsWith(HEADER)) throw new NotServable(`authorizer ${name} names no header`);
    this.header = identitySource.slice(HEADER.length).toLowerCase();
    this.#name = name;
    this.#pools = providerARNs.map((arn) => withStageVariables(arn, stage.variables));
    this.#audience = audienceOf(authorizer);
    this.#remember = (ttl ?? DEFAULT_TTL) * 1000;
    this.#partition = [stage.apiId, stage.stageName, stage.authorizerCacheGeneration ?? 0, id].join('/');
    this.#tokens = tokens;
    this.#stage = stage;
    this.#log = log;
  }

  /**
   * What the token of a request proves. Throws or rejects with GatewayError: UNAUTHORIZED, ACCESS_DENIED,
   * AUTHORIZER_CONFIGURATION_ERROR, AUTHORIZER_FAILURE.
   * @param header the header's value, undefined when the request has none
   * @param scopes of which one is enough; with none, an id token is wanted
   */
  authorize(header: string | undefined, scopes: readonly string[]): Token | Promise<Token> {
    const token = bearerToken(header ?? '');
    if (token === '') throw GatewayError.of('UNAUTHORIZED');
    const pools = this.#issuers();
    return pools instanceof Promise
      ? pools.then((issuers) => this.#verify(token, issuers, scopes))
      : this.#verify(token, pools, scopes);
  }

  #verify(
    token: string,
    issuers: readonly UserPoolIssuer[],
    scopes: readonly string[],
  ): Token | Promise<Token> {
    try {
      const options = { remember: this.#remember, partition: this.#partition };
      const verified = this.#tokens.verifier.verify(token, issuers, options);
      if (!(verified instanceof Promise)) return this.#admitted(verified, scopes);
      return verified.then(
        (one) => this.#admitted(one, scopes),
        (error) => {
          throw this.#refused(error);
        },
      );
    } catch (error) {
      throw this.#refused(error);
    }
  }

  /**
   * "When the method scope is configured, the client must provide an access token instead of an identity token", and "the
   * method invocation is authorized if any method scopes matches a claimed scope in the access token":
   * https://docs.aws.amazon.com/apigateway/latest/api/API_Method.html
   */
  #admitted(token: Token, scopes: readonly string[]): Token {
    const use = useOf(token);
    const wanted = scopes.length > 0 ? 'access' : 'id';
    if (use !== wanted) throw this.#refusal('UNAUTHORIZED', `an ${wanted} token is wanted`);
    if (this.#audience && !isFor(token, this.#audience)) throw this.#refusal('UNAUTHORIZED', 'audience');
    if (use === 'id') return token;
    const granted = scopesOf(token.claims);
    if (!scopes.some((scope) => granted.includes(scope))) throw this.#refusal('ACCESS_DENIED', 'scope');
    return token;
  }

  /** How a request is answered whose token proves nothing. */
  #refused(error: unknown): unknown {
    if (error instanceof KeysUnavailable) return GatewayError.of('AUTHORIZER_FAILURE', error);
    if (!(error instanceof TokenRefused)) return error;
    const refusal = this.#refusal('UNAUTHORIZED', error.refusal);
    if (error.refusal !== 'expired') return refusal;
    return new GatewayError({ ...refusal.response, message: 'The incoming token has expired' });
  }

  /** Clients are told no more than AWS tells them; whoever runs the gateway can look why. */
  #refusal(type: 'UNAUTHORIZED' | 'ACCESS_DENIED', reason: string): GatewayError {
    const { apiId: restApiId, stageName: stage } = this.#stage;
    this.#log.debug('A token is refused', { reason, authorizer: this.#name, restApiId, stage });
    return GatewayError.of(type);
  }

  #issuers(): readonly UserPoolIssuer[] | Promise<readonly UserPoolIssuer[]> {
    const found: (UserPoolIssuer | undefined)[] = [];
    for (const arn of this.#pools) {
      const issuer = this.#tokens.issuers.of(arn);
      if (issuer instanceof Promise) return this.#askAll();
      found.push(issuer);
    }
    return this.#known(found);
  }

  async #askAll(): Promise<readonly UserPoolIssuer[]> {
    return this.#known(await Promise.all(this.#pools.map((arn) => this.#tokens.issuers.of(arn))));
  }

  #known(found: readonly (UserPoolIssuer | undefined)[]): readonly UserPoolIssuer[] {
    const issuers: UserPoolIssuer[] = [];
    for (const [index, issuer] of found.entries()) {
      if (issuer) issuers.push(issuer);
      else this.#tell(this.#pools[index] ?? '');
    }
    if (issuers.length === 0) throw GatewayError.of('AUTHORIZER_CONFIGURATION_ERROR');
    return issuers;
  }

  /** Once for each pool. */
  #tell(arn: string): void {
    if (this.#told.has(arn)) return;
    this.#told.add(arn);
    this.#log.error(
      `Authorizer ${this.#name} is for user pool ${arn}, which is not here. Make the pool, or say who signs for it: ` +
        'alicorn start --user-pool ARN=ISSUER_URL, or --user-pool ARN=aws for a pool that AWS has',
      { restApiId: this.#stage.apiId, stage: this.#stage.stageName },
    );
  }
}

/** With `Bearer` before it or without: AWS takes both. */
function bearerToken(header: string): string {
  const text = header.trim();
  return /^bearer /i.test(text) ? text.slice('bearer '.length).trimStart() : text;
}

/** "For COGNITO_USER_POOLS authorizers, API Gateway will match the `aud` field of the incoming token": API_Authorizer. */
function audienceOf({ name, identityValidationExpression: expression }: Authorizer): JavaRegex | undefined {
  if (!expression) return undefined;
  try {
    return javaRegex(expression);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new NotServable(`the validation expression of authorizer ${name} is malformed: ${error.message}`);
  }
}

function isFor({ claims }: Token, audience: JavaRegex): boolean {
  try {
    return audiencesOf(claims).some((one) => audience.matches(one));
  } catch (error) {
    if (error instanceof RegexBudgetError) return false;
    throw error;
  }
}

function useOf({ issuer, claims }: Token): unknown {
  const use = claims.get('token_use');
  if (issuer.kind === 'cognito' || use !== undefined) return use;
  return claims.has('scope') || claims.has('scp') ? 'access' : 'id';
}
