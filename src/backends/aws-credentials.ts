import type { SigningCredentials } from '../identity/sigv4/sign.ts';
import { BackendError } from './backend.ts';

/** What endpoints get that are not AWS's: emulators want a signature and take any. */
const LOCAL: SigningCredentials = { accessKeyId: 'alicorn', secretAccessKey: 'alicorn' };
/** How long before they end credentials are fetched anew, in ms. */
const RENEWAL = 5 * 60 * 1000;

/** Gives what a request is signed with. Throws BackendError with what to do when there is nothing. */
export type CredentialSource = () => Promise<SigningCredentials>;

/** Credentials that open nothing: nobody is sent what is for AWS alone. */
export const localCredentials: CredentialSource = async () => LOCAL;

/**
 * AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN of the environment.
 * @param ownKeyId the gateway's root key, which is never given away
 */
export function environmentCredentials(
  env: Readonly<Record<string, string | undefined>>,
  ownKeyId: string,
): CredentialSource {
  return async () => {
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = env;
    if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
      throw new BackendError(
        '--backend-credentials env needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment of the gateway',
      );
    }
    refuseOwn(AWS_ACCESS_KEY_ID, ownKeyId);
    return {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      sessionToken: AWS_SESSION_TOKEN,
    };
  };
}

/**
 * The credentials that AWS's tools would find: environment, shared files and profiles, single sign-on, containers and
 * instances. Loaded at the first use.
 */
export function awsCredentials(ownKeyId: string): CredentialSource {
  let provider: (() => Promise<SigningCredentials & { readonly expiration?: Date }>) | undefined;
  let known: (SigningCredentials & { readonly expiration?: Date }) | undefined;
  return async () => {
    if (known && (known.expiration?.getTime() ?? Number.POSITIVE_INFINITY) - Date.now() > RENEWAL)
      return known;
    try {
      provider ??= (await import('@aws-sdk/credential-provider-node')).defaultProvider();
      known = await provider();
    } catch (error) {
      throw new BackendError(
        'there are no credentials for AWS: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, in the ' +
          `environment of the gateway (${error instanceof Error ? error.message : error})`,
      );
    }
    refuseOwn(known.accessKeyId, ownKeyId);
    return known;
  };
}

function refuseOwn(accessKeyId: string, ownKeyId: string): void {
  if (accessKeyId !== ownKeyId) return;
  throw new BackendError("the credentials in the environment are the gateway's own, not AWS's");
}
