import type { Clock } from '../clock.ts';
import { userPools } from '../definitions/user-pools.ts';
import type { UserPoolIssuer, UserPoolIssuers } from '../gateway/authorizers/cognito-user-pools.ts';
import { parseArn } from '../identity/arn.ts';
import { BoundedCache } from '../identity/bounded-cache.ts';
import { keysAt, keysOfProvider, type LoadKeys } from '../identity/jwt/discover-keys.ts';
import { belowIssuer } from '../identity/jwt/issuer-url.ts';
import { KeySet, verificationKey } from '../identity/jwt/key-set.ts';
import { RemoteKeys } from '../identity/jwt/remote-keys.ts';
import { PUBLIC_KEY_ALGORITHMS, USER_POOL_ALGORITHMS } from '../identity/jwt/signature-algorithms.ts';
import type { ChangeEvent, Store } from '../store/store.ts';
import type { Log } from '../telemetry/log.ts';
import { SigningKeys } from '../user-pools/signing-keys.ts';
import type { IssuerOf } from '../user-pools/tokens.ts';
import { UserPools } from '../user-pools/user-pool.ts';

/** Who signs for user pools that are not of this gateway, by their ARNs: an OpenID provider's issuer, or AWS itself. */
export type UserPoolSettings = ReadonlyMap<string, { readonly issuer: string } | 'aws'>;

/** Pools whose issuers, or the lack of one, are kept. */
const KEPT_POOLS = 1_000;

export interface UserPoolIssuerOptions {
  readonly settings: UserPoolSettings;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Where the tokens of this gateway's own pools say that they are from; absent when it has no pools. */
  readonly issuerOf?: IssuerOf;
}

/**
 * Knows who signs for which user pool: what was configured for an ARN, else the gateway's own pool of that ARN. Nothing
 * leaves this machine for a pool of which nobody said that it may.
 */
export class ConfiguredUserPools implements UserPoolIssuers {
  readonly #options: UserPoolIssuerOptions;
  readonly #pools: UserPools;
  readonly #keys: SigningKeys;
  readonly #configured = new Map<string, UserPoolIssuer>();
  readonly #kept = new BoundedCache<{ readonly id: string; readonly issuer: UserPoolIssuer | undefined }>(
    KEPT_POOLS,
  );
  readonly #unsubscribe: () => void;
  /** Grows with every change of a pool. */
  #generation = 0;

  constructor(options: UserPoolIssuerOptions) {
    this.#options = options;
    this.#pools = new UserPools(options.store);
    this.#keys = new SigningKeys(options.store);
    for (const [arn, place] of options.settings) {
      this.#configured.set(arn, place === 'aws' ? this.#ofAws(arn) : this.#ofProvider(place.issuer));
    }
    this.#unsubscribe = options.store.subscribe((event) => this.#forget(event));
  }

  /** Stops following the store's changes. */
  close(): void {
    this.#unsubscribe();
  }

  of(arn: string): UserPoolIssuer | undefined | Promise<UserPoolIssuer | undefined> {
    const configured = this.#configured.get(arn);
    if (configured) return configured;
    const kept = this.#kept.get(arn);
    return kept ? kept.issuer : this.#look(arn);
  }

  async #look(arn: string): Promise<UserPoolIssuer | undefined> {
    const { issuerOf } = this.#options;
    const id = poolIdOf(arn);
    if (!issuerOf || id === undefined) return undefined;
    const generation = this.#generation;
    const pool = await this.#pools.pool(id);
    const found = pool?.arn === arn ? pool : undefined;
    const keys = found && (await this.#keys.of(found));
    // Two requests may have looked at once; they must get the same object, and none that is out of date is kept.
    const kept = this.#kept.get(arn);
    if (kept) return kept.issuer;
    const issuer: UserPoolIssuer | undefined = found &&
      keys && {
        kind: 'cognito',
        issuer: issuerOf(found),
        keys: new KeySet([keys.id, keys.access].map(({ kid, publicKey }) => verificationKey(kid, publicKey))),
        algorithms: USER_POOL_ALGORITHMS,
      };
    if (generation === this.#generation) this.#kept.set(arn, { id, issuer });
    return issuer;
  }

  #forget({ collection, id }: ChangeEvent): void {
    if (collection !== userPools.name) return;
    this.#generation++;
    this.#kept.deleteWhere((one) => one.id === id);
  }

  /** https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html */
  #ofAws(arn: string): UserPoolIssuer {
    const { partition, region = '' } = parseArn(arn) ?? {};
    const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
    const issuer = `https://cognito-idp.${region}.${suffix}/${poolIdOf(arn)}`;
    const load = keysAt(belowIssuer(issuer, '.well-known/jwks.json'));
    return { kind: 'cognito', issuer, keys: this.#remote(issuer, load), algorithms: USER_POOL_ALGORITHMS };
  }

  #ofProvider(issuer: string): UserPoolIssuer {
    const keys = this.#remote(issuer, keysOfProvider(issuer));
    return { kind: 'openid', issuer, keys, algorithms: PUBLIC_KEY_ALGORITHMS };
  }

  #remote(issuer: string, load: LoadKeys): RemoteKeys {
    const { clock, log } = this.#options;
    const onFailure = (reason: string) =>
      log.warn('The keys of an issuer of tokens are not to be had', { issuer, reason });
    return new RemoteKeys({ load, clock, onFailure });
  }
}

function poolIdOf(arn: string): string | undefined {
  const { service, resource = '' } = parseArn(arn) ?? {};
  return service === 'cognito-idp' && resource.startsWith('userpool/')
    ? resource.slice('userpool/'.length)
    : undefined;
}
