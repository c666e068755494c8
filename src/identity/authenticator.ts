import type { Clock } from '../clock.ts';
import { type Credentials, rootPrincipal } from './credentials.ts';
import type { Caller } from './principal.ts';
import { checkClaims } from './sigv4/claims.ts';
import { type AuthenticationFailure, expiredToken, unknownKey, unknownToken } from './sigv4/failures.ts';
import { isFailure, readSignature } from './sigv4/read-signature.ts';
import {
  parseCredential,
  parseSignedHeaders,
  type SignatureParameters,
} from './sigv4/signature-parameters.ts';
import type { SignedRequest } from './sigv4/signed-request.ts';
import { SigningKeyCache } from './sigv4/signing-key.ts';
import { verifySignature } from './sigv4/verify.ts';

export type { AuthenticationFailure, FailureKind, RenderedFailure, Surface } from './sigv4/failures.ts';
export { failureFor } from './sigv4/failures.ts';
export type { SignedRequest } from './sigv4/signed-request.ts';

/** Who a request is from, or why that can't be said. */
export type Authentication =
  | {
      readonly ok: true;
      readonly caller: Caller;
      /** Names in lower case, sorted. */
      readonly signedHeaders: readonly string[];
    }
  | { readonly ok: false; readonly failure: AuthenticationFailure };

/** Tells who signed a request. */
export interface Authenticator {
  /**
   * A request without a signature fails with kind `missing`: whether it may go on anonymously is the caller's to say.
   * @param expected signing name and region of what is called
   */
  authenticate(
    request: SignedRequest,
    expected: { readonly service: string; readonly region: string },
  ): Promise<Authentication>;
}

export interface AuthenticatorOptions {
  readonly credentials: Credentials;
  readonly clock: Clock;
  /** `trust` accepts every access key as root, unverified: for throwaway test runs. */
  readonly mode: 'enforce' | 'trust';
  /** In `trust` mode the account of every key that isn't itself an account id. */
  readonly account: string;
  /** How far clocks may differ, in ms; by default AWS's own tolerance for the service called. */
  readonly skewMs?: number | undefined;
}

export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const keys = new SigningKeyCache();
  return {
    async authenticate(request, expected) {
      const parameters = readSignature(request);
      if (isFailure(parameters)) return { ok: false, failure: parameters };
      if (options.mode === 'trust') return trust(parameters, options.account);
      const claims = checkClaims(parameters, {
        service: expected.service,
        region: expected.region,
        now: options.clock(),
        skewMs: options.skewMs,
      });
      if (isFailure(claims)) return { ok: false, failure: claims };
      const resolved = await options.credentials.resolve(claims.accessKeyId, claims.sessionToken);
      if ('refused' in resolved) return { ok: false, failure: REFUSALS[resolved.refused]() };
      const failure = verifySignature(request, parameters, claims, resolved.secretAccessKey, keys);
      if (failure) return { ok: false, failure };
      return { ok: true, caller: resolved.caller, signedHeaders: claims.signedHeaders };
    },
  };
}

const REFUSALS = {
  'unknown-key': unknownKey,
  'unknown-token': unknownToken,
  'expired-token': expiredToken,
} as const;

const ACCOUNT_ID_LENGTH = 12;

/** LocalStack's convention: a key id of twelve digits names its account. */
function trust(parameters: SignatureParameters, account: string): Authentication {
  const accessKeyId = parseCredential(parameters.credential)?.accessKeyId ?? parameters.credential;
  const isAccount = accessKeyId.length === ACCOUNT_ID_LENGTH && /^[0-9]{12}$/.test(accessKeyId);
  const principal = rootPrincipal(isAccount ? accessKeyId : account);
  const signedHeaders = parseSignedHeaders(parameters.signedHeaders);
  return { ok: true, caller: { principal, session: { accessKeyId } }, signedHeaders };
}
